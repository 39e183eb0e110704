using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// Brings databases to what the state says: lets the steps be taken that are due, tells the engine what each is to be,
/// removes what is to be deleted. What it is about to do is written down before, so a crash in between is made good by
/// looking again.
/// </summary>
internal sealed class Tending : IAsyncDisposable
{
    /// <summary>How often it is asked in other regions whether replicas there still follow.</summary>
    private static readonly TimeSpan checkEvery = TimeSpan.FromMinutes(1);

    /// <summary>How often the engine is asked while something is under way: it tells of changes only.</summary>
    private static readonly TimeSpan pollEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>How long it waits for what does not answer.</summary>
    private static readonly TimeSpan retryEvery = TimeSpan.FromSeconds(1);

    private readonly string region;
    private readonly RdsBook book;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly Placing placing;
    private readonly IPostgres postgres;
    private readonly IClusters clusters;
    private readonly Wanted wanted;
    private readonly Rooms rooms;
    private readonly Doorkeepers doors;
    private readonly Footing footing;
    private readonly StorageTimes storage;
    private readonly Func<string, Rds?> elsewhere;
    private readonly Action changed;
    private readonly Reconciler reconciler;

    /// <summary>
    /// What the engine was told last of each instance, by its id, and what it showed then: what it shows next is of
    /// that.
    /// </summary>
    private readonly Dictionary<string, (InstanceRow Row, ClusterView? Seen)> applied = new(StringComparer.Ordinal);
    private DateTimeOffset checkedAt = DateTimeOffset.MinValue;
    private bool swept;
    private IDisposable[] listening = [];

    /// <summary>It says so when an instance has changed, which others may wait for.</summary>
    public Tending(
        string region,
        RdsBook book,
        Node node,
        Surroundings around,
        Placing placing,
        RdsEngines engines,
        Doorkeepers doors,
        Footing footing,
        Secrets secrets,
        Func<string, Rds?> elsewhere,
        Action changed)
    {
        (this.region, this.book, this.node, this.around, this.placing) = (region, book, node, around, placing);
        (this.doors, this.footing, this.elsewhere, this.changed) = (doors, footing, elsewhere, changed);
        postgres = engines.Postgres;
        clusters = engines.Clusters(new ClusterRecords(book));
        wanted = new(region, around, secrets, engines.Tls);
        rooms = new(postgres, around);
        storage = StorageTimes.Of(around.Timing);
        reconciler = new(node, Look);
    }

    public IClusters Clusters => clusters;

    public void Start()
    {
        listening = [clusters.OnChange(Tell), around.Board.OnChange(Tell)];
        reconciler.Start();
    }

    public void Tell() => reconciler.Tell();

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(listening, each => each.Dispose());
        await reconciler.DisposeAsync();
        if (clusters is IAsyncDisposable own)
        {
            await own.DisposeAsync();
        }
    }

    /// <summary>One look; gives when the next step is due.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var measures = rooms.Look(clusters.All, node.Now);
        var again = await Tend(ct);
        return measures < again || again is null ? measures ?? again : again;
    }

    private async ValueTask<DateTimeOffset?> Tend(CancellationToken ct)
    {
        await doors.Refresh();
        var errands = await Decide(ct);
        doors.Review(clusters);
        if (!swept)
        {
            await Sweep(errands.Known, ct);
            swept = true;
        }

        if (errands.Followed.Count > 0 && checkedAt + checkEvery <= node.Now)
        {
            checkedAt = node.Now;
            await Check(errands.Followed, ct);
        }

        var stands = await footing.Settle(errands.Footing, ct);
        if (errands.Leaving.Count == 0 && errands.Wanted.Count == 0)
        {
            return new[]
            {
                errands.Again,
                errands.Followed.Count > 0 ? checkedAt + checkEvery : null,
                stands ? null : node.Now + retryEvery,
            }.Min();
        }

        var told = await Task.WhenAll(errands.Wanted.Select(row => Apply(row, ct)));
        foreach (var row in told.OfType<InstanceRow>())
        {
            applied[row.Id] = (row, clusters.Find(row.Id));
        }

        await Task.WhenAll(errands.Leaving.Select(row => clusters.Remove(row.Id, ct).AsTask()));
        await footing.Leave(errands.Leaving, ct);
        await Forget(errands.Leaving, ct);

        // Whose source is in a region that does not answer is told again later: nobody says when it does.
        return node.Now + (told.All(row => row is not null) ? pollEvery : retryEvery);
    }

    private async ValueTask<Errands> Decide(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var moment = new Moment(held.State, node.Now, node.Dice, region, placing, storage);
        var errands = new Errands();
        foreach (var row in held.State.Instances.All.ToList())
        {
            errands.Known.Add(row.Id);
            if (row.Followers.Exists(follower => follower.Region != region))
            {
                errands.Followed.Add(row);
            }

            if (row.Status == Life.Deleting && row.FinalSnapshot is null)
            {
                errands.Leaving.Add(row);
                continue;
            }

            var (view, told) = (clusters.Find(row.Id), applied.GetValueOrDefault(row.Id));
            var isApplied = ReferenceEquals(told.Row, row) && !ReferenceEquals(told.Seen, view);
            var settled = Settling.Settle(moment, row, view, isApplied, rooms.Of(row));
            doors.Look(held.State, settled);
            if (!ReferenceEquals(told.Row, settled))
            {
                errands.Wanted.Add(settled);
            }

            var next = Settling.IsUnderWay(settled, moment.Now)
                ? moment.Now + pollEvery
                : Settling.Next(settled, moment.Now, storage);
            errands.Again = next < errands.Again || errands.Again is null ? next ?? errands.Again : errands.Again;
        }

        errands.Footing = Footing.Look(held.State);
        await held.Keep();
        moment.Happenings.ForEach(around.Timeline.Note);
        if (errands.Wanted.Count > 0)
        {
            changed();
        }

        return errands;
    }

    /// <summary>
    /// Tells the engine what an instance is to be; null where its source is not there to keep for it what it lacks.
    /// </summary>
    private async Task<InstanceRow?> Apply(InstanceRow row, CancellationToken ct)
    {
        var isKnown = row.Follows is not { } source
            || source.Region == region
            || await Introduce(source, row, ct);
        await clusters.Apply(wanted.Config(row) with { Guard = doors.Of(row) }, ct);
        return isKnown ? row : null;
    }

    private async ValueTask<bool> Introduce(Following source, InstanceRow row, CancellationToken ct)
    {
        if (elsewhere(source.Region) is not { } there)
        {
            return false;
        }

        await there.Adopt(source.Cluster, new(region, row.Id, source.Slot, row.Arn), ct);
        return true;
    }

    /// <summary>What is gone from the engine goes from the state, and those that followed it follow nobody.</summary>
    private async ValueTask Forget(List<InstanceRow> leaving, CancellationToken ct)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        using (var held = await book.Take(ct))
        {
            var moment = new Moment(held.State, node.Now, node.Dice, region, placing, storage);
            foreach (var row in leaving)
            {
                Farewell.Say(moment, row);
                applied.Remove(row.Id);
                doors.Forget(row);
            }

            await held.Keep();
            moment.Happenings.ForEach(around.Timeline.Note);
        }

        foreach (var row in leaving)
        {
            if (row.Follows is { } source && source.Region != region && elsewhere(source.Region) is { } there)
            {
                await there.Release(source.Cluster, row.Id, ct);
            }
        }

        changed();
    }

    /// <summary>Keeps nothing any more for replicas of other regions that are gone, or stand for themselves.</summary>
    private async ValueTask Check(List<InstanceRow> followed, CancellationToken ct)
    {
        foreach (var row in followed)
        {
            foreach (var home in row.Followers.Where(each => each.Region != region).ToLookup(each => each.Region))
            {
                if (elsewhere(home.Key) is { } there)
                {
                    var asked = home.Select(each => each.Instance).ToList();
                    foreach (var stranger in await there.Strangers(region, row.Id, asked, ct))
                    {
                        await Release(row.Id, stranger, ct);
                    }
                }
            }
        }
    }

    private async ValueTask Release(string source, string follower, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Instances.Find(source) is { } row)
        {
            held.State.Instances.Put(Farewell.Without(row, follower));
        }

        await held.Keep();
        Tell();
    }

    /// <summary>What a crash left of instances that nobody knows any more.</summary>
    private async ValueTask Sweep(HashSet<string> known, CancellationToken ct)
    {
        var keys = known.Select(id => id.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        foreach (var server in postgres.All.Where(server => !keys.Contains(OwnerOf(server.Key))))
        {
            await postgres.Delete(server.Key, ct);
        }
    }

    /// <summary>The id of the instance that a server is of, by its key.</summary>
    private static string OwnerOf(string key) => key.LastIndexOf('-') is > 0 and var end ? key[..end] : key;

    private sealed class Errands
    {
        public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

        public List<InstanceRow> Wanted { get; } = [];

        public List<InstanceRow> Leaving { get; } = [];

        /// <summary>Those that replicas of other regions follow.</summary>
        public List<InstanceRow> Followed { get; } = [];

        /// <summary>What is to be done about interfaces.</summary>
        public IReadOnlyList<Footing.Errand> Footing { get; set; } = [];

        public DateTimeOffset? Again { get; set; }
    }
}
