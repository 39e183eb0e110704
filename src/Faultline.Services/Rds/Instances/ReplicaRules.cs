using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// What a read replica may be, and of what ("Working with read replicas for Amazon RDS for PostgreSQL", user guide).
/// </summary>
internal static class ReplicaRules
{
    /// <summary>So many replicas may follow each other in a row, the source not counted.</summary>
    private const int CascadeMax = 3;

    public static void CheckBuilt(CreateDBInstanceReadReplicaMessage request)
    {
        if (request.SourceDBClusterIdentifier is not null)
        {
            throw Refusal.NotBuilt("read replicas of Multi-AZ DB clusters");
        }

        if (request.UpgradeStorageConfig == true)
        {
            throw Refusal.NotBuilt("UpgradeStorageConfig");
        }
    }

    public static void CheckSource(RdsState state, InstanceRow source)
    {
        if (source.Status != Life.Available && source.Status != Life.BackingUp && source.Status != Life.Modifying)
        {
            throw RdsErrors.InvalidDBInstanceStateFault($"Instance {source.Name} is not in available state.");
        }

        if (source.Follows is null && source.Archive is null)
        {
            throw RdsErrors.InvalidDBInstanceStateFault(
                "Automated backups are not enabled for this database instance. To enable automated backups, use "
                + "ModifyDBInstance to set the backup retention period to a non-zero value.");
        }

        if (source.Followers.Count >= Limits.ReplicasOfInstanceMax)
        {
            throw RdsErrors.InstanceQuotaExceededFault(
                $"The instance {source.Name} has {Limits.ReplicasOfInstanceMax} read replicas, and cannot have more.");
        }

        var depth = 0;
        for (var at = source; at?.Follows is { } follows; at = state.Instances.Find(follows.Cluster))
        {
            depth++;
        }

        if (depth >= CascadeMax)
        {
            throw RdsErrors.InvalidDBInstanceStateFault(
                $"The instance {source.Name} is at the end of a row of {CascadeMax} read replicas: none can follow.");
        }
    }

    /// <summary>What a replica is, said as of a new instance: what is not asked for is as in its source.</summary>
    public static CreateDBInstanceMessage Order(
        CreateDBInstanceReadReplicaMessage request, InstanceRow source, bool isSameRegion)
    {
        var from = source.Shown;
        var isSameNet = isSameRegion && request.DBSubnetGroupName is null;
        return request.To<CreateDBInstanceMessage>().With(order =>
        {
            order.DBInstanceIdentifier = request.DBInstanceIdentifier;
            order.Engine = from.Engine!;
            order.EngineVersion = from.EngineVersion;
            order.DBInstanceClass = request.DBInstanceClass ?? from.DBInstanceClass!;
            order.AllocatedStorage = request.AllocatedStorage ?? from.AllocatedStorage;
            order.StorageType = request.StorageType ?? from.StorageType;
            order.Iops = request.Iops ?? (request.StorageType is null ? from.Iops : null);
            order.StorageThroughput =
                request.StorageThroughput ?? (request.StorageType is null ? from.StorageThroughput : null);
            order.MasterUsername = from.MasterUsername;
            order.MasterUserPassword = null;
            order.Port = request.Port ?? from.Endpoint!.Port;
            order.DBParameterGroupName = request.DBParameterGroupName
                ?? (isSameRegion ? from.DBParameterGroups![0].DBParameterGroupName : null);
            order.DBSubnetGroupName = isSameNet ? from.DBSubnetGroup!.DBSubnetGroupName : request.DBSubnetGroupName;
            order.VpcSecurityGroupIds = request.VpcSecurityGroupIds is { Count: > 0 } asked ? asked
                : isSameNet ? from.VpcSecurityGroups!.ConvertAll(each => each.VpcSecurityGroupId!)
                : null;
            order.PubliclyAccessible = request.PubliclyAccessible ?? from.PubliclyAccessible;
            order.StorageEncrypted = from.StorageEncrypted;
            order.BackupRetentionPeriod = 0;
            order.PreferredBackupWindow = from.PreferredBackupWindow;
            order.PreferredMaintenanceWindow = from.PreferredMaintenanceWindow;
            order.MaxAllocatedStorage = request.MaxAllocatedStorage ?? from.MaxAllocatedStorage;
        });
    }
}
