using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Network;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>The clusters of a region, each with a keeper of its own.</summary>
public sealed class Clusters : IClusters, IAsyncDisposable
{
    private readonly Node node;
    private readonly IPostgres postgres;
    private readonly IBackups backups;
    private readonly IClusterRecords records;
    private readonly Premises premises;
    private readonly string region;
    private readonly Turn turn = new();
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, ClusterKeeper> keepers = new(StringComparer.Ordinal);
    private readonly LinkedList<Action> heard = new();

    /// <param name="region">The name of the region that they are of.</param>
    public Clusters(
        string region,
        Node node,
        Ways ways,
        Board board,
        ITransport transport,
        IPostgres postgres,
        IBackups backups,
        IClusterRecords records,
        ClusterTimes times)
    {
        (this.region, this.node, this.postgres) = (region, node, postgres);
        (this.backups, this.records) = (backups, records);
        premises = new(ways, board, transport, postgres, records, times, Source, Tell);
    }

    /// <summary>
    /// The clusters of another region, for read replicas that follow one there; null where there are none.
    /// </summary>
    public Func<string, Clusters?> Elsewhere { get; set; } = static _ => null;

    public IReadOnlyList<ClusterView> All
    {
        get
        {
            lock (gate)
            {
                return [.. keepers.Values.Select(keeper => keeper.View)];
            }
        }
    }

    public async ValueTask Apply(ClusterConfig config, CancellationToken ct)
    {
        if (config.Members.Count == 0)
        {
            throw new ArgumentException($"The cluster {config.Name} is to have no server.", nameof(config));
        }

        await turn.Take(ct);
        try
        {
            if (Keeper(config.Name) is { } known)
            {
                known.Apply(config);
                return;
            }

            var keeper = new ClusterKeeper(node, premises, config);
            lock (gate)
            {
                keepers.Add(config.Name, keeper);
            }

            keeper.Start();
        }
        finally
        {
            turn.Give();
        }
    }

    public void Review()
    {
        ClusterKeeper[] all;
        lock (gate)
        {
            all = [.. keepers.Values];
        }

        Array.ForEach(all, each => each.Review());
    }

    public async ValueTask Remove(string name, CancellationToken ct)
    {
        await turn.Take(ct);
        try
        {
            var keeper = Keeper(name);
            if (keeper is not null)
            {
                await keeper.DisposeAsync();
            }

            // Where this ends half-way it is called again: the record goes last.
            var known = await records.Find(name, ct) is { } kept ? RecordFormat.Read(kept) : ClusterRecord.Blank;
            var keys = known.Members.Select(member => member.Key)
                .Concat(keeper?.Config.Members.Select(member => member.Key) ?? []);
            foreach (var key in keys.Distinct(StringComparer.Ordinal))
            {
                await postgres.Delete(key, ct);
            }

            await records.Forget(name, ct);
            lock (gate)
            {
                keepers.Remove(name);
            }
        }
        finally
        {
            turn.Give();
        }

        Tell();
    }

    public ClusterView? Find(string name) => Keeper(name)?.View;

    public IDisposable OnChange(Action hear)
    {
        lock (gate)
        {
            return new Hearing(this, heard.AddLast(hear));
        }
    }

    public async ValueTask<BackupFacts> Backup(string name, string backup, CancellationToken ct) =>
        Keeper(name)?.Backed is { } server
            ? await backups.Take(backup, server, ct)
            : throw new PostgresFailed($"No server of {name} answers.");

    public async ValueTask DisposeAsync()
    {
        List<ClusterKeeper> all;
        lock (gate)
        {
            all = [.. keepers.Values];
        }

        foreach (var keeper in all)
        {
            await keeper.DisposeAsync();
        }
    }

    /// <summary>All that is known of a cluster, for whoever reads why a story failed.</summary>
    internal string Describe(string name) => Keeper(name)?.Describe() ?? "there is none";

    private ClusterKeeper? Keeper(string name)
    {
        lock (gate)
        {
            return keepers.GetValueOrDefault(name);
        }
    }

    private Lead? Source(string at, string cluster) =>
        (at == region ? this : Elsewhere(at))?.Keeper(cluster)?.Lead;

    private void Tell()
    {
        Action[] hearers;
        lock (gate)
        {
            hearers = [.. heard];
        }

        Array.ForEach(hearers, each => each());
    }

    private sealed class Hearing(Clusters clusters, LinkedListNode<Action> place) : IDisposable
    {
        public void Dispose()
        {
            lock (clusters.gate)
            {
                if (place.List is not null)
                {
                    clusters.heard.Remove(place);
                }
            }
        }
    }
}
