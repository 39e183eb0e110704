using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Options;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Catalog;

/// <summary>What an account may have, and has (DescribeAccountAttributes, API reference).</summary>
internal static class Quotas
{
    public static List<AccountQuota> Of(RdsState state, string account)
    {
        var instances = state.Instances.Of(account).ToList();
        return
        [
            One("DBInstances", Limits.InstancesMax, instances.Count),
            One("ReservedDBInstances", Limits.InstancesMax, 0),
            One(
                "AllocatedStorage",
                Limits.StorageGiBMax,
                instances.Sum(row => (long)(row.Shown.AllocatedStorage ?? 0))),
            One(
                "DBParameterGroups",
                Limits.ParameterGroupsMax,
                state.ParameterGroups.Of(account).Count(row => !ParameterGroups.IsDefault(row.Name))),
            One(
                "ManualSnapshots",
                Limits.SnapshotsMax,
                state.Snapshots.Of(account).Count(row => row.Shown.SnapshotType == "manual")),
            One("EventSubscriptions", Limits.SubscriptionsMax, state.Subscriptions.Of(account).Count()),
            One("DBSubnetGroups", Limits.SubnetGroupsMax, state.SubnetGroups.Of(account).Count()),
            One(
                "OptionGroups",
                Limits.OptionGroupsMax,
                state.OptionGroups.Of(account).Count(row => !OptionGroupRules.IsDefault(row.Shown.OptionGroupName!))),
            One(
                "SubnetsPerDBSubnetGroup",
                Limits.SubnetsOfGroupMax,
                Most(state.SubnetGroups.Of(account).Select(row => row.Shown.Subnets!.Count))),
            One(
                "ReadReplicasPerMaster",
                Limits.ReplicasOfInstanceMax,
                Most(instances.Select(row => row.Followers.Count))),
        ];
    }

    private static long Most(IEnumerable<int> counts) => counts.DefaultIfEmpty().Max();

    private static AccountQuota One(string name, long most, long used) =>
        new() { AccountQuotaName = name, Max = most, Used = used };
}
