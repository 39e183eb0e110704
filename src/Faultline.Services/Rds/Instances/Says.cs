using System.Globalization;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// What instances say of themselves ("Amazon RDS event categories and event messages", user guide), and under which
/// categories.
/// </summary>
internal static class Says
{
    public const string Availability = "availability";
    public const string Change = "configuration change";
    public const string Creation = "creation";
    public const string Deletion = "deletion";
    public const string Failover = "failover";
    public const string Failure = "failure";
    public const string LowStorage = "low storage";
    public const string Maintenance = "maintenance";
    public const string Notification = "notification";
    public const string ReadReplica = "read replica";
    public const string Recovery = "recovery";
    public const string Restoration = "restoration";

    public const string Created = "DB instance created";
    public const string Deleted = "DB instance deleted";
    public const string Shutdown = "DB instance shutdown";
    public const string Restarted = "DB instance restarted";
    public const string Stopped = "DB instance stopped";
    public const string Started = "DB instance started";
    public const string StartedByItself =
        "DB instance is being started due to it exceeding the maximum allowed time being stopped.";

    public const string FailoverStarted = "Multi-AZ instance failover started.";
    public const string FailoverCompleted = "Multi-AZ instance failover completed";
    public const string RecoveryStarted =
        "Recovery of the DB instance has started. Recovery time will vary with the amount of data to be recovered.";

    public const string RecoveryComplete = "Recovery of the DB instance is complete.";
    public const string StandbyRecoveryStarted = "Multi-AZ instance recovery started.";
    public const string StandbyRecoveryCompleted =
        "Multi-AZ instance recovery completed. Pending failover or activation.";

    public const string ToClass = "Applying modification to database instance class";
    public const string ToClassDone = "Finished applying modification to DB instance class";
    public const string ToStorage = "Applying modification to allocated storage";
    public const string ToStorageDone = "Finished applying modification to allocated storage";
    public const string ToMultiAz = "Applying modification to convert to a Multi-AZ DB Instance";
    public const string ToMultiAzDone = "Finished applying modification to convert to a Multi-AZ DB instance";
    public const string ToSingleAz = "Applying modification to convert to a standard (Single-AZ) DB instance";
    public const string ToSingleAzDone =
        "Finished applying modification to convert to a standard (Single-AZ) DB instance";
    public const string ToVersion = "The engine version upgrade started.";
    public const string ToVersionDone = "The engine version upgrade finished.";
    public const string BackupsOn = "Enabled automated backups";
    public const string BackupsOff = "Disabled automated backups";
    public const string PasswordReset = "Reset master credentials";
    public const string Autoscaling = "Applying autoscaling-initiated modification to allocated storage.";
    public const string CoolingOff =
        "DB instance is in the cooling-off period for a previous scale storage operation. We're optimizing your DB "
        + "instance. This takes at least 6 hours. No actions are necessary. Autoscaling will retry after the "
        + "cooling-off period.";

    public const string AtMaximum =
        "Storage autoscaling has triggered a pending scale storage task that will reach or exceed the maximum storage "
        + "threshold. Increase the maximum storage threshold.";

    public const string StorageExhausted =
        "Allocated storage has been exhausted. Allocate additional storage to resolve.";

    public const string ShutForStorage =
        "DB instance has reached the storage-full threshold, and the database has been shut down. You can increase the "
        + "allocated storage to address this issue.";

    public const string AutoscalingDone = "Finished applying autoscaling-initiated modification to allocated storage.";

    public const string ReplicationStopped = "Replication has stopped.";
    public const string ReplicationResumed = "Replication for the Read Replica resumed";
    public const string ReplicationTerminated = "Replication streaming has been terminated.";

    public static string StorageLow(string name, long size, long free) => string.Create(
        CultureInfo.InvariantCulture,
        $"The free storage capacity for DB instance: {name} is low at {100 * free / size}% of the provisioned storage "
        + $"[Provisioned Storage: {GiB(size):0.00} GB, Free Storage: {GiB(free):0.00} GB]. You may want to increase "
        + $"the provisioned storage to address this issue.");

    public static string NearMaximum(int size, int most) =>
        $"Storage size {size} GiB is approaching the maximum storage threshold {most} GiB. Increase the maximum "
        + "storage threshold.";

    private static double GiB(long bytes) => bytes / (double)(1L << 30);
}
