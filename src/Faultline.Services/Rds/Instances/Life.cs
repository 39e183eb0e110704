namespace Faultline.Services.Rds.Instances;

/// <summary>
/// The statuses of instances that we have, in AWS's words ("Viewing Amazon RDS DB instance status", user guide).
/// </summary>
internal static class Life
{
    public const string Creating = "creating";
    public const string BackingUp = "backing-up";
    public const string Available = "available";
    public const string Modifying = "modifying";
    public const string Renaming = "renaming";
    public const string ResettingCredentials = "resetting-master-credentials";
    public const string Rebooting = "rebooting";
    public const string Stopping = "stopping";
    public const string Stopped = "stopped";
    public const string Starting = "starting";
    public const string Deleting = "deleting";
    public const string Failed = "failed";
    public const string IncompatibleRestore = "incompatible-restore";
    public const string StorageFull = "storage-full";
}
