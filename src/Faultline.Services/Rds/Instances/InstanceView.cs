using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Catalog;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Instances;

/// <summary>An instance as the API shows it: from its row, the groups that it is in, and its cluster. Pure.</summary>
internal sealed class InstanceView(RdsState state, string region, Func<string, ClusterView?> cluster)
{
    public DBInstance Of(InstanceRow row) => row.Shown.With(shown =>
    {
        var view = cluster(row.Id);
        shown.Endpoint = row.IsMade ? shown.Endpoint : null;
        shown.DBSubnetGroup = SubnetGroups.Find(state, row.Account, shown.DBSubnetGroup!.DBSubnetGroupName!)?.Shown
            ?? shown.DBSubnetGroup;
        shown.PendingModifiedValues ??= new();
        shown.DBParameterGroups = shown.DBParameterGroups!.ConvertAll(each => Status(row, each, view));
        shown.LatestRestorableTime = row.Archive is null ? null : view?.ArchivedUntil;
        shown.ReadReplicaSourceDBInstanceIdentifier = SourceOf(row);
        shown.ReadReplicaDBInstanceIdentifiers = [.. row.Followers.Select(NameOf)];
        shown.StatusInfos = row.Follows is null ? null : [Replication(row, view)];
        shown.CertificateDetails = Certificates.Details(shown.CACertificateIdentifier!);
    });

    private DBParameterGroupStatus Status(InstanceRow row, DBParameterGroupStatus shown, ClusterView? view)
    {
        var group = ParameterGroups.Find(state, region, row.Account, shown.DBParameterGroupName!);
        return new()
        {
            DBParameterGroupName = shown.DBParameterGroupName,
            ParameterApplyStatus = view?.NeedsRestart == true ? InForce.PendingReboot
                : group is null ? InForce.InSync
                : row.InForce.Status(group),
        };
    }

    /// <summary>By its name in this region, by its ARN in another one.</summary>
    private string? SourceOf(InstanceRow row) =>
        row.Follows is not { } source ? null
            : source.Region == region ? state.Instances.Find(source.Cluster)?.Name
            : row.Shown.ReadReplicaSourceDBInstanceIdentifier;

    private string NameOf(Follower follower) =>
        follower.Region == region && state.Instances.Find(follower.Instance) is { } own ? own.Name : follower.Arn;

    /// <summary>"Monitoring read replication", user guide: replicating, or an error, or terminated for good.</summary>
    private DBInstanceStatusInfo Replication(InstanceRow row, ClusterView? view)
    {
        var isFed = view?.IsFed == true;
        var isOver = row.Follows!.Region == region && state.Instances.Find(row.Follows.Cluster) is null;
        return new()
        {
            StatusType = "read replication",
            Normal = isFed,
            Status = isFed ? "replicating" : isOver ? "terminated" : row.IsMade ? "error" : "stopped",
            Message = isFed || !row.IsMade ? null : "The read replica is not connected to its source.",
        };
    }
}
