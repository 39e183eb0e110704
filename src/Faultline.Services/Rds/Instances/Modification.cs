using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Running;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// What is asked of an instance (ModifyDBInstance, API reference): what is so at once, and what waits for its
/// maintenance window unless it is to be applied immediately. Pure.
/// </summary>
internal static class Modification
{
    /// <summary>What is in AWS and not here is refused by its name.</summary>
    public static void CheckBuilt(ModifyDBInstanceMessage request, InstanceRow row)
    {
        (bool IsAsked, string What)[] missing =
        [
            (request.ManageMasterUserPassword == true || request.RotateMasterUserPassword == true,
                "ManageMasterUserPassword (there is no Secrets Manager)"),
            (request.MasterUserAuthenticationType is not (null or "password"), "MasterUserAuthenticationType"),
            (request.EnableIAMDatabaseAuthentication == true, "EnableIAMDatabaseAuthentication"),
            (request.Domain is not null || request.DomainFqdn is not null, "domains of Active Directory"),
            (request.TdeCredentialArn is not null, "TdeCredentialArn"),
            (request.MultiTenant == true, "MultiTenant"),
            (request.DedicatedLogVolume == true, "DedicatedLogVolume"),
            (request.AdditionalStorageVolumes is { Count: > 0 }, "AdditionalStorageVolumes"),
            (request.EnableCustomerOwnedIp == true, "EnableCustomerOwnedIp"),
            (request.NetworkType == "DUAL", "the network type DUAL"),
            (request.AutomationMode is not (null or "full"), "AutomationMode"),
            (request.Engine is not (null or "postgres"), "another engine for an instance"),
            (request.DBSecurityGroups is { Count: > 0 }, "DB security groups of EC2-Classic"),
            (request.DBSubnetGroupName is { } group && group != row.Shown.DBSubnetGroup!.DBSubnetGroupName,
                "moving an instance to another subnet group"),
        ];
        if (Array.Find(missing, each => each.IsAsked) is { What: { } what })
        {
            throw Refusal.NotBuilt(what);
        }
    }

    /// <summary>What is so at once, whatever is said of the rest.</summary>
    public static InstanceRow AtOnce(ModifyDBInstanceMessage request, InstanceRow row)
    {
        var backups = CreationRules.BackupsAt(request.PreferredBackupWindow ?? row.Shown.PreferredBackupWindow!);
        var maintenance = CreationRules.MaintenanceAt(
            request.PreferredMaintenanceWindow ?? row.Shown.PreferredMaintenanceWindow!);
        CreationRules.CheckApart(backups, maintenance);
        var size = request.AllocatedStorage ?? row.Shown.AllocatedStorage!.Value;
        if (request.MaxAllocatedStorage is { } asked && asked != size)
        {
            StorageRules.CheckMost(request.StorageType ?? row.Shown.StorageType!, size, asked);
        }
        else if (request.MaxAllocatedStorage is null && row.Shown.MaxAllocatedStorage < size)
        {
            throw Refusal.Combination("Max storage size must be greater than storage size");
        }

        return row.With(shown =>
        {
            shown.PreferredBackupWindow = backups.ToString();
            shown.PreferredMaintenanceWindow = maintenance.ToString();
            shown.DeletionProtection = request.DeletionProtection ?? shown.DeletionProtection;
            shown.CopyTagsToSnapshot = request.CopyTagsToSnapshot ?? shown.CopyTagsToSnapshot;
            shown.AutoMinorVersionUpgrade = request.AutoMinorVersionUpgrade ?? shown.AutoMinorVersionUpgrade;
            shown.PubliclyAccessible = request.PubliclyAccessible ?? shown.PubliclyAccessible;
            shown.MonitoringInterval = request.MonitoringInterval ?? shown.MonitoringInterval;
            shown.MonitoringRoleArn = request.MonitoringRoleArn ?? shown.MonitoringRoleArn;
            shown.PromotionTier = request.PromotionTier ?? shown.PromotionTier;
            shown.DatabaseInsightsMode = request.DatabaseInsightsMode ?? shown.DatabaseInsightsMode;
            shown.PerformanceInsightsEnabled = request.EnablePerformanceInsights ?? shown.PerformanceInsightsEnabled;
            shown.PerformanceInsightsRetentionPeriod =
                request.PerformanceInsightsRetentionPeriod ?? shown.PerformanceInsightsRetentionPeriod;
            shown.EnabledCloudwatchLogsExports = Exports(shown, request.CloudwatchLogsExportConfiguration);

            // As much as there is, or none: then it does not grow by itself.
            var most = request.MaxAllocatedStorage ?? shown.MaxAllocatedStorage;
            shown.MaxAllocatedStorage = most == size ? null : most;
        });
    }

    /// <summary>Whether it asks for another size, type or speed of storage.</summary>
    public static bool IsOfStorage(ModifyDBInstanceMessage request, InstanceRow row) =>
        Differs(request.AllocatedStorage, row.Shown.AllocatedStorage)
        || Differs(request.Iops, row.Shown.Iops)
        || Differs(request.StorageThroughput, row.Shown.StorageThroughput)
        || (request.StorageType is { } type && type != row.Shown.StorageType);

    /// <summary>With what waits: what waited before, unless this says otherwise.</summary>
    public static InstanceRow Later(ModifyDBInstanceMessage request, InstanceRow row, bool isInstalled)
    {
        var asked = Changes(request, row, isInstalled);
        if (Reshape.Bytes(asked).AsSpan().SequenceEqual(Reshape.Bytes(new PendingModifiedValues())))
        {
            return row with
            {
                AppliesNow = row.AppliesNow || (request.ApplyImmediately == true && !Pending.IsEmpty(row)),
            };
        }

        var merged = (row.Shown.PendingModifiedValues ?? new()).Under(asked);
        return (row with { AppliesNow = request.ApplyImmediately == true })
            .With(shown => shown.PendingModifiedValues = merged);
    }

    /// <summary>What of it is another than it is.</summary>
    private static PendingModifiedValues Changes(ModifyDBInstanceMessage request, InstanceRow row, bool isInstalled)
    {
        var now = row.Shown;
        if (request.DBInstanceClass is { } type)
        {
            ClassRules.Check(type);
        }

        CreationRules.CheckPort(request.DBPortNumber);
        CreationRules.CheckRetention(request.BackupRetentionPeriod);
        if (request.BackupRetentionPeriod == 0 && row.Followers.Count > 0)
        {
            // "Can't be set to 0 if the DB instance is a source to read replicas" (ModifyDBInstance, API reference).
            throw Refusal.Combination(
                $"The backup retention period of {row.Name} can't be set to 0: read replicas follow it.");
        }

        CheckVersion(request, row, isInstalled);
        var storage = Storage(request, now);
        return new()
        {
            DBInstanceClass = Other(request.DBInstanceClass, now.DBInstanceClass),
            AllocatedStorage = storage.Size == now.AllocatedStorage ? null : storage.Size,
            StorageType = Other(request.StorageType, now.StorageType),
            Iops = request.Iops == now.Iops ? null : request.Iops,
            StorageThroughput = request.StorageThroughput == now.StorageThroughput ? null : request.StorageThroughput,
            MultiAZ = request.MultiAZ == row.Members.Count > 1 ? null : request.MultiAZ,
            EngineVersion = Other(request.EngineVersion, now.EngineVersion),
            Port = request.DBPortNumber == now.Endpoint!.Port ? null : request.DBPortNumber,
            BackupRetentionPeriod =
                request.BackupRetentionPeriod == now.BackupRetentionPeriod ? null : request.BackupRetentionPeriod,
            CACertificateIdentifier = Other(request.CACertificateIdentifier, now.CACertificateIdentifier),
            DBInstanceIdentifier = Other(request.NewDBInstanceIdentifier?.ToLowerInvariant(), row.Name),
        };
    }

    private static (string Type, int Size) Storage(ModifyDBInstanceMessage request, DBInstance now)
    {
        var type = request.StorageType ?? now.StorageType!;
        var size = StorageRules.Grown(
            type, now.AllocatedStorage!.Value, request.AllocatedStorage ?? now.AllocatedStorage.Value);
        if (request.StorageType is not null || request.AllocatedStorage is not null || request.Iops is not null
            || request.StorageThroughput is not null)
        {
            var isSame = type == now.StorageType;
            StorageRules.Check(
                type,
                size,
                request.Iops ?? (isSame ? now.Iops : null),
                request.StorageThroughput ?? (isSame ? now.StorageThroughput : null),
                null);
        }

        return (type, size);
    }

    private static void CheckVersion(ModifyDBInstanceMessage request, InstanceRow row, bool isInstalled)
    {
        if (request.EngineVersion is not { } version || version == row.Shown.EngineVersion)
        {
            return;
        }

        var major = row.Major.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (version.Split('.')[0] != major)
        {
            throw request.AllowMajorVersionUpgrade == true
                ? Refusal.NotBuilt($"upgrades to another major version (from {row.Shown.EngineVersion} to {version})")
                : Refusal.Combination(
                    "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.");
        }

        if (!isInstalled || !VersionRules.IsAfter(version, row.Shown.EngineVersion!))
        {
            throw Refusal.Combination($"Cannot upgrade postgres from {row.Shown.EngineVersion} to {version}");
        }
    }

    private static List<string>? Exports(DBInstance shown, CloudwatchLogsExportConfiguration? asked) => asked is null
        ? shown.EnabledCloudwatchLogsExports
        :
        [
            .. (shown.EnabledCloudwatchLogsExports ?? []).Concat(asked.EnableLogTypes ?? [])
                .Except(asked.DisableLogTypes ?? [])
                .Distinct(StringComparer.Ordinal),
        ];

    private static bool Differs(int? asked, int? now) => asked is not null && asked != now;

    private static string? Other(string? asked, string? now) => asked == now ? null : asked;
}
