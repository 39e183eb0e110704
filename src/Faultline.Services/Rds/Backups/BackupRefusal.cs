using System.Globalization;
using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// The errors of backups: codes from the Amazon RDS API reference, wording as AWS answers it where that is known.
/// </summary>
internal static class BackupRefusal
{
    public static AwsError NoSnapshot(string name) =>
        RdsErrors.DBSnapshotNotFoundFault($"DBSnapshot {name} not found.");

    public static AwsError Taken(string name) => RdsErrors.DBSnapshotAlreadyExistsFault(
        $"Cannot create the snapshot because a snapshot with the identifier {name} already exists.");

    public static AwsError NotAvailable(InstanceRow instance) => RdsErrors.InvalidDBInstanceStateFault(
        $"Cannot create a snapshot because the database instance {instance.Name} is not currently in the available "
        + "state.");

    public static AwsError TooMany(int most) =>
        RdsErrors.SnapshotQuotaExceededFault($"Cannot create more than {most} manual snapshots");

    public static AwsError State(SnapshotRow row) => RdsErrors.InvalidDBSnapshotStateFault(
        $"The snapshot {row.Name} is not in the available state: it is {row.Shown.Status}.");

    public static AwsError Automated(string what) =>
        RdsErrors.InvalidDBSnapshotStateFault($"automated snapshots cannot be {what}.");

    public static AwsError NoKey() => RdsErrors.KMSKeyNotAccessibleFault(
        "The specified KMS key [null] does not exist, is not enabled or you do not have permissions to access it.");

    public static AwsError NoBackup(string what) => RdsErrors.DBInstanceAutomatedBackupNotFoundFault(
        $"No automated backup for {what} was found.");

    public static AwsError BackupState(string what) =>
        RdsErrors.InvalidDBInstanceAutomatedBackupStateFault(what);

    public static AwsError NoPast(string name) => RdsErrors.PointInTimeRestoreNotEnabledFault(
        $"Point in time restore is not enabled for {name}: its backup retention period is 0.");

    public static AwsError NotYet(string name) => RdsErrors.PointInTimeRestoreNotEnabledFault(
        $"Point in time restore is not possible for {name} yet: it has no automated snapshot.");

    public static AwsError TooLate(DateTimeOffset latest) =>
        Refusal.Invalid($"The specified instance cannot be restored to a time later than {Text(latest)}.");

    public static AwsError TooEarly(DateTimeOffset earliest, int days) => Refusal.Invalid(
        $"The specified instance cannot be restored to a time earlier than {Text(earliest)} because its backup "
        + $"retention period is set to {days} days.");

    /// <summary>Another region that cannot be reached, or answers nobody.</summary>
    public static AwsError FarAway(string region) =>
        new("ServiceUnavailable", 503, $"Amazon RDS in {region} did not answer.");

    private static string Text(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
