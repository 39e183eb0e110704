using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Places;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Store;

namespace Faultline.Services.Rds;

/// <summary>Databases as they are on this machine, and as things that a fault can hit.</summary>
internal sealed partial class Rds : IResources
{
    /// <summary>All databases of all accounts, as they are on this machine.</summary>
    public async ValueTask<IReadOnlyList<RunningDatabase>> Databases()
    {
        using var held = await book.Take(CancellationToken.None);
        var view = View(held.State);
        return
        [
            .. held.State.Instances.All.Select(row =>
            {
                var cluster = Cluster(row.Id);
                var writer = Standing.Writer(row);
                return new RunningDatabase(row.Name, row.Id, row.Account, region, row.Status)
                {
                    Version = row.Shown.EngineVersion!,
                    Address = row.Shown.Endpoint!.Address!,
                    Port = row.Shown.Endpoint.Port!.Value,
                    Zone = writer?.Zone,
                    Standby = row.Members.Find(member => member != writer)?.Zone,
                    Source = row.Follows is null ? null : view.Of(row).ReadReplicaSourceDBInstanceIdentifier,
                    Lag = cluster?.Lag,
                    Servers = [.. row.Members.Select(member => Server(member, cluster))],
                };
            }),
        ];
    }

    public async ValueTask<IReadOnlyCollection<Resource>> Resources()
    {
        try
        {
            using var held = await book.Take(CancellationToken.None);
            return
            [
                .. held.State.Instances.All.Select(row => new Resource(
                    "rds", "db", row.Arn, row.Name, row.Account, PlaceOf(Standing.Writer(row)))),
            ];
        }
        catch (StoreBroken)
        {
            // A fault that broke the disk must be there to see, and to clear.
            return [];
        }
    }

    /// <summary>What of it is as it must never be: empty, unless a promise is broken.</summary>
    public async ValueTask<IReadOnlyList<string>> Audit()
    {
        using var held = await book.Take(CancellationToken.None);
        return [.. Keeping.Audit.Of(held.State, options.Engines?.Postgres, tending?.Clusters)];
    }

    private RunningServer Server(Member member, ClusterView? cluster)
    {
        var seen = cluster?.Members.FirstOrDefault(each => each.Key == member.Key);
        return new(
            member.Key,
            member.Zone,
            member.Host,
            member.Address,
            (seen?.Phase ?? MemberPhase.Making).ToString().ToLowerInvariant())
        {
            Pid = options.Engines?.Postgres.Find(member.Key)?.Pid,
            IsInSync = seen?.IsInSync == true,
        };
    }

    private Domain PlaceOf(Member? member) =>
        member is not null && around.Atlas.TryFind(member.Host, out var host) ? host : placing.Region;
}
