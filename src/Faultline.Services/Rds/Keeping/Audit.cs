using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;

namespace Faultline.Services.Rds.Keeping;

/// <summary>What must never be, whatever has happened: each sentence is a broken promise.</summary>
internal static class Audit
{
    public static IEnumerable<string> Of(RdsState state, IPostgres? postgres, IClusters? clusters) =>
    [
        .. Twice(state.Instances.All.Select(row => $"{row.Account} {row.Name}"))
            .Select(name => $"Two instances are called {name}."),
        .. Twice(state.Instances.All.SelectMany(Addresses)).Select(address => $"{address} is the address of two."),
        .. Twice(state.Instances.All.SelectMany(row => row.Members).Select(member => member.Key))
            .Select(key => $"{key} is the server of two."),
        .. state.Instances.All.Where(row => Twice(row.Members.Select(member => member.Zone)).Any())
            .Select(row => $"Two servers of {row.Name} are in one zone."),
        .. state.Instances.All.Where(row => row.Members.Count != (row.Shown.MultiAZ == true ? 2 : 1))
            .Select(row => $"{row.Name} has {row.Members.Count} servers."),
        .. from row in state.Instances.All
            from follower in row.Followers
            where row.Arn.Split(':')[3] == follower.Region && state.Instances.Find(follower.Instance) is null
            select $"{row.Name} keeps what {follower.Instance} lacks, which is not there.",
        .. state.ClusterRecords.All.Where(record => state.Instances.Find(record.Id) is null)
            .Select(record => $"There is a record of {record.Id}, which is no instance."),
        .. Strays(state, postgres, clusters),
    ];

    /// <summary>What the engine has of instances that are not there.</summary>
    private static IEnumerable<string> Strays(RdsState state, IPostgres? postgres, IClusters? clusters) =>
    [
        .. from view in clusters?.All ?? []
            where state.Instances.Find(view.Name) is null
            select $"There is a cluster {view.Name}, which is no instance.",
        .. from server in postgres?.All ?? []
            where !state.Instances.All.Any(row => server.Key.StartsWith(
                row.Id.ToLowerInvariant() + "-", StringComparison.Ordinal))
            select $"There is a server {server.Key}, which is of no instance.",
    ];

    private static IEnumerable<string> Addresses(InstanceRow row) =>
        row.Members.Select(member => member.Address).Append(row.Shown.Endpoint!.Address!);

    private static IEnumerable<string> Twice(IEnumerable<string> all) => all
        .GroupBy(each => each, StringComparer.Ordinal)
        .Where(same => same.Count() > 1)
        .Select(same => same.Key);
}
