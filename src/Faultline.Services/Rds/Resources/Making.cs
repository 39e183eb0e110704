using Faultline.Api.Rds;
using Faultline.Services.Provisioning;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Resources;

/// <summary>The ways in which a template may have an instance made.</summary>
internal static class Making
{
    /// <summary>Properties that say where its data come from.</summary>
    public static readonly string[] Origins =
    [
        "DBSnapshotIdentifier", "SourceDBInstanceIdentifier", "SourceDbiResourceId",
        "SourceDBInstanceAutomatedBackupsArn", "RestoreTime", "UseLatestRestorableTime",
    ];

    /// <summary>What nobody here honours, whichever way it is made.</summary>
    private static readonly string[] missing =
    [
        "AssociatedRoles", "AutomaticBackupReplicationKmsKeyId", "AutomaticBackupReplicationRegion",
        "AutomaticBackupReplicationRetentionPeriod", "DBClusterSnapshotIdentifier", "MasterUserSecret",
        "SourceDBClusterIdentifier",
    ];

    /// <summary>What says how it is changed and deleted, or goes into a request under another name.</summary>
    private static readonly HashSet<string> elsewhere = new(StringComparer.Ordinal)
    {
        "AllowMajorVersionUpgrade", "ApplyImmediately", "CertificateRotationRestart", "DeleteAutomatedBackups",
        "SourceRegion", "Tags", "VPCSecurityGroups",
    };

    public static async ValueTask Of(
        ResourceType type, RdsApi rds, Work work, string name, CancellationToken ct)
    {
        var asked = work.Properties;
        type.Refuse(asked, missing);
        var groups = asked.Has("VPCSecurityGroups") ? asked.Texts("VPCSecurityGroups") : null;
        if (asked.Has("DBSnapshotIdentifier"))
        {
            var restored = Request<RestoreDBInstanceFromDBSnapshotMessage>(type, asked, "MasterUsername");
            (restored.DBInstanceIdentifier, restored.VpcSecurityGroupIds) = (name, groups);
            restored.Tags = Tags.Asked(work);
            await work.Ask(rds.RestoreDBInstanceFromDBSnapshot, restored, ct);
        }
        else if (Array.Exists(Origins[2..], asked.Has))
        {
            var restored = Request<RestoreDBInstanceToPointInTimeMessage>(
                type, asked, "MasterUsername", "EngineVersion");
            (restored.TargetDBInstanceIdentifier, restored.VpcSecurityGroupIds) = (name, groups);
            restored.Tags = Tags.Asked(work);
            await work.Ask(rds.RestoreDBInstanceToPointInTime, restored, ct);
        }
        else if (asked.Has("SourceDBInstanceIdentifier"))
        {
            var replica = Request<CreateDBInstanceReadReplicaMessage>(type, asked, "Engine", "EngineVersion");
            (replica.DBInstanceIdentifier, replica.VpcSecurityGroupIds) = (name, groups);
            replica.Tags = Tags.Asked(work);
            await work.Ask(rds.CreateDBInstanceReadReplica, replica, ct);
        }
        else
        {
            var made = Request<CreateDBInstanceMessage>(type, asked);
            (made.DBInstanceIdentifier, made.VpcSecurityGroupIds) = (name, groups);
            made.Tags = Tags.Asked(work);
            await work.Ask(rds.CreateDBInstance, made, ct);
        }
    }

    /// <summary>The request; refused where it could not say all that the template says.</summary>
    /// <param name="known">What follows from the origin, so that it need not be said.</param>
    private static T Request<T>(ResourceType type, Properties asked, params string[] known)
        where T : IStructure, new()
    {
        var request = new T();
        var names = request.Shape.Members.Select(member => member.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in asked.Names.Where(name => asked.Has(name)))
        {
            if (!names.Contains(name) && !elsewhere.Contains(name) && !known.Contains(name))
            {
                throw Refused.NotBuilt(type.Name, name);
            }
        }

        return asked.As<T>("Tags", "DBInstanceIdentifier");
    }
}
