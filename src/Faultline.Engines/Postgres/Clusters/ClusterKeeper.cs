using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>
/// Keeps one cluster: looks how hosts, ways and servers do, asks the plan, keeps the record before it acts, and leads
/// clients and standbys to whoever writes. What takes time runs beside the loop, one thing for each server.
/// </summary>
internal sealed partial class ClusterKeeper : IAsyncDisposable
{
    /// <summary>Records in a row of one look; more of them and the plan goes round in circles.</summary>
    private const int RecordsMax = 32;

    private readonly Node node;
    private readonly Premises premises;
    private readonly Reconciler loop;
    private readonly IDisposable[] listening;
    private readonly Dictionary<string, MemberMemory> members = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly List<Outcome> outcomes = [];
    private readonly List<Errand> errands = [];
    private readonly DateTimeOffset began;
    private ClusterConfig config;
    private ClusterRecord? record;
    private ClusterView view;
    private (int Asked, int Starts) restart;
    private Parting? parting;

    public ClusterKeeper(Node node, Premises premises, ClusterConfig config)
    {
        (this.node, this.premises, this.config) = (node, premises, config);
        began = node.Now;
        view = new(config.Name, ClusterPhase.Making);
        Lead = new(node.Clock);
        loop = new(node, Look);
        listening = [premises.Ways.OnChange(loop.Tell), premises.Postgres.OnChange(loop.Tell)];
    }

    /// <summary>Whom the connections of the cluster are for.</summary>
    public Lead Lead { get; }

    public ClusterConfig Config => Volatile.Read(ref config);

    public ClusterView View => Volatile.Read(ref view);

    /// <summary>
    /// The standby that has everything, else the writer, to be backed up; null where neither answers.
    /// </summary>
    public string? Backed { get; private set; }

    public void Start() => loop.Start();

    public void Tell() => loop.Tell();

    public void Apply(ClusterConfig next)
    {
        Volatile.Write(ref config, next with { Seed = Config.Seed });
        loop.Tell();
    }

    /// <summary>Does nothing more. What runs goes on running.</summary>
    public async ValueTask DisposeAsync()
    {
        Array.ForEach(listening, each => each.Dispose());
        await loop.DisposeAsync();
        Lead.Set(null, null, closed: true);
        Errand[] left;
        lock (gate)
        {
            left = [.. errands];
        }

        Array.ForEach(left, each => each.BreakOff());
        foreach (var each in left)
        {
            await each.Task;
        }

        await EndForwarders();
    }

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        record ??= await Recall(ct);
        var now = Config;
        await Listen(now);
        for (var count = 0; ; count++)
        {
            Drain();
            Watch(now);
            await EndOverdue(now);
            Direct(now);
            var plan = ClusterPlan.Next(now, record, See(now), node.Now, premises.Times);
            if (plan.Record is { } next)
            {
                await Keep(now, next, count, ct);
                continue;
            }

            foreach (var step in plan.Steps)
            {
                Begin(members[step.Member], step);
            }

            var again = LookAround(now);
            Show(now);
            return plan.Again < again || again is null ? plan.Again ?? again : again;
        }
    }

    /// <summary>
    /// What is known of the cluster. A restart that was under way when our predecessor ended is over with the first
    /// start of ours: which starts came before, nobody knows any more.
    /// </summary>
    private async ValueTask<ClusterRecord> Recall(CancellationToken ct)
    {
        var known = await premises.Records.Find(Config.Name, ct) is { } kept
            ? RecordFormat.Read(kept)
            : ClusterRecord.Blank;
        restart = (known.RestartAsked, 0);
        return known;
    }

    /// <summary>What is done from here on relies on the record that is kept now.</summary>
    private async ValueTask Keep(ClusterConfig now, ClusterRecord next, int count, CancellationToken ct)
    {
        if (count >= RecordsMax)
        {
            throw new InvariantBroken($"The plan for {now.Name} goes round in circles at {next}.");
        }

        await premises.Records.Keep(now.Name, RecordFormat.Write(next), ct);
        var before = record!;
        record = next;
        if (next.Epoch != before.Epoch)
        {
            parting = next.Stage == WriterStage.Promoting && before.Writer is { } old
                ? new(members[old].AnsweredAt, node.Now)
                : null;
            Break(now);
        }

        if (next.RestartAsked != before.RestartAsked)
        {
            restart = (next.RestartAsked, members[next.Writer!].Starts);
        }

        foreach (var member in next.Members.Where(member => before.Find(member.Key)?.Standing != member.Standing))
        {
            Turned(members[member.Key], member.Standing);
        }

        foreach (var gone in before.Members.Where(member => next.Find(member.Key) is null))
        {
            await EndFeed(members[gone.Key]);
            members.Remove(gone.Key);
        }
    }

    /// <summary>A server is something else in its cluster from now on.</summary>
    private static void Turned(MemberMemory member, Standing standing)
    {
        member.IsMade = false;
        member.NeedsClone &= standing == Standing.Fenced;
        (member.Failures, member.RetryAt) = (0, null);
        member.StarvesSince = null;
    }

    /// <summary>The hours of a failover that is under way, for whoever measures it.</summary>
    private sealed record Parting(DateTimeOffset Answered, DateTimeOffset Decided)
    {
        public DateTimeOffset? Promotes { get; init; }

        public DateTimeOffset? Promoted { get; init; }
    }
}

/// <summary>What the clusters of a region stand on.</summary>
/// <param name="Source">Whom the connections of a cluster are for, by its region and name; null without.</param>
internal sealed record Premises(
    Ways Ways,
    Board Board,
    ITransport Transport,
    IPostgres Postgres,
    IClusterRecords Records,
    ClusterTimes Times,
    Func<string, string, Lead?> Source,
    Action Changed);
