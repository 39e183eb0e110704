using Faultline.Api.Rds;
using Faultline.Services.Rds.Backups;

namespace Faultline.Services.Rds.Instances;

/// <summary>What a new instance may be asked for, before anything is looked up.</summary>
internal static class CreationRules
{
    private const int PortMin = 1150;
    private const int PortMax = 65535;

    /// <summary>The engines of RDS that are not here (CreateDBInstance, API reference).</summary>
    private static readonly string[] others =
    [
        "aurora-mysql", "aurora-postgresql", "custom-oracle-ee", "custom-oracle-ee-cdb", "custom-oracle-se2",
        "custom-oracle-se2-cdb", "custom-sqlserver-ee", "custom-sqlserver-se", "custom-sqlserver-web",
        "custom-sqlserver-dev", "db2-ae", "db2-se", "mariadb", "mysql", "oracle-ee", "oracle-ee-cdb", "oracle-se2",
        "oracle-se2-cdb", "sqlserver-dev-ee", "sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web",
    ];

    public static void CheckEngine(string? engine)
    {
        if (string.IsNullOrWhiteSpace(engine))
        {
            throw Refusal.Invalid("The parameter Engine must be provided and must not be blank.");
        }

        if (engine != "postgres")
        {
            throw Refusal.Invalid(others.Contains(engine)
                ? $"Invalid DB engine: {engine} is an engine of AWS that Faultline does not have; it has postgres."
                : $"Invalid DB engine: {engine}");
        }
    }

    /// <summary>What is in AWS and not here is refused by its name.</summary>
    public static void CheckBuilt(CreateDBInstanceMessage request)
    {
        if (request.DBClusterIdentifier is { } cluster)
        {
            throw RdsErrors.DBClusterNotFoundFault($"DBCluster {cluster} not found.");
        }

        (bool IsAsked, string What)[] missing =
        [
            (request.ManageMasterUserPassword == true, "ManageMasterUserPassword (there is no Secrets Manager)"),
            (request.MasterUserAuthenticationType is not (null or "password"), "MasterUserAuthenticationType"),
            (request.EnableIAMDatabaseAuthentication == true, "EnableIAMDatabaseAuthentication"),
            (request.Domain is not null || request.DomainFqdn is not null, "domains of Active Directory"),
            (request.TdeCredentialArn is not null, "TdeCredentialArn"),
            (request.CustomIamInstanceProfile is not null, "RDS Custom"),
            (request.MultiTenant == true, "MultiTenant"),
            (request.DedicatedLogVolume == true, "DedicatedLogVolume"),
            (request.AdditionalStorageVolumes is { Count: > 0 }, "AdditionalStorageVolumes"),
            (request.BackupTarget is "outposts" or "local", "the backup target " + request.BackupTarget),
            (request.EnableCustomerOwnedIp == true, "EnableCustomerOwnedIp"),
            (request.NetworkType == "DUAL", "the network type DUAL"),
            (request.DBSecurityGroups is { Count: > 0 }, "DB security groups of EC2-Classic"),
        ];
        if (Array.Find(missing, each => each.IsAsked) is { What: { } what })
        {
            throw Refusal.NotBuilt(what);
        }

        if (request.LicenseModel is not (null or License))
        {
            throw Refusal.Combination($"Invalid license model '{request.LicenseModel}' for engine 'postgres'. Valid "
                + $"license models are: {License}.");
        }
    }

    public const int RetentionMax = 35;

    public const string License = "postgresql-license";

    public static void CheckPort(int? port)
    {
        if (port is < PortMin or > PortMax)
        {
            throw Refusal.Invalid(
                $"Invalid database port: {port}. Valid port range is [{PortMin} - {PortMax}]");
        }
    }

    public static void CheckRetention(int? days)
    {
        if (days is < 0 or > RetentionMax)
        {
            throw Refusal.Invalid(
                $"Invalid backup retention period: {days}. Must be between 0 and {RetentionMax}");
        }
    }

    public static BackupWindow BackupsAt(string text) => BackupWindow.TryRead(text, out var window)
        ? window
        : throw Refusal.Invalid(
            $"Invalid backup window format: {text}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC), at "
            + "least 30 minutes long. Example: 04:00-04:30");

    public static MaintenanceWindow MaintenanceAt(string text) => MaintenanceWindow.TryRead(text, out var window)
        ? window
        : throw Refusal.Invalid(
            $"Invalid maintenance window format: {text}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H "
            + "Clock UTC), at least 30 minutes and less than a day long. Example: Sun:23:45-Mon:00:15");

    public static void CheckApart(BackupWindow backups, MaintenanceWindow maintenance)
    {
        if (maintenance.Overlaps(backups))
        {
            throw Refusal.Invalid("The backup window and maintenance window must not overlap.");
        }
    }
}
