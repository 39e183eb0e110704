namespace Faultline.Engines.Postgres.Clusters;

/// <summary>
/// What is to be done about a cluster next: another record, which is kept before the plan is asked again, or steps for
/// its servers. So whatever is done relies on what is kept. Pure.
/// </summary>
/// <param name="Again">When to ask again though nothing changed.</param>
internal sealed record Planned(ClusterRecord? Record, IReadOnlyList<Step> Steps, DateTimeOffset? Again);

/// <summary>Works out what is to be done about one cluster at one moment.</summary>
internal sealed partial class ClusterPlan
{
    /// <summary>So often the first server of a cluster is tried to be made.</summary>
    private const int MakingTriesMax = 5;

    /// <summary>
    /// A writer that nobody can replace is ended and started anew when it is lost so many times over.
    /// </summary>
    private const int HungTimes = 3;

    /// <summary>A standby that is not fed for so many looks, though it could be, is made anew.</summary>
    private const int StarvingLooks = 30;

    private readonly ClusterConfig config;
    private readonly ClusterRecord record;
    private readonly ClusterSight sight;
    private readonly DateTimeOffset hour;
    private readonly ClusterTimes times;
    private readonly List<Step> steps = [];
    private DateTimeOffset? again;

    private ClusterPlan(
        ClusterConfig config, ClusterRecord record, ClusterSight sight, DateTimeOffset hour, ClusterTimes times) =>
        (this.config, this.record, this.sight, this.hour, this.times) = (config, record, sight, hour, times);

    private MemberSight Writer => sight.Of(record.Writer ?? "");

    /// <summary>The writer takes writes, or the fed one is there, so that others can follow it.</summary>
    private bool CanBeFollowed => record.Stage == WriterStage.Open && Writer.Answers
        && (record.IsReplica || Writer.Writes);

    /// <summary>A writer that is to leave waits for whoever is to take over from it.</summary>
    private int Synchronous => record.Writer is { } writer && ConfigOf(writer) is null
        ? Math.Max(1, config.Synchronous)
        : config.Synchronous;

    public static Planned Next(
        ClusterConfig config, ClusterRecord record, ClusterSight sight, DateTimeOffset hour, ClusterTimes times)
    {
        var plan = new ClusterPlan(config, record, sight, hour, times);
        if (plan.Changed() is { } changed)
        {
            return new(changed, [], null);
        }

        if (record.Failed is null)
        {
            foreach (var member in record.Members)
            {
                plan.Do(member, sight.Of(member.Key));
            }
        }

        return new(null, plan.steps, plan.again);
    }

    /// <summary>What commits are to wait for: those that may take over, and those that soon may.</summary>
    private List<string> Waited()
    {
        var waited = record.Synced.Select(member => member.Key).ToList();
        foreach (var member in config.Members)
        {
            if (waited.Count < Synchronous && !waited.Contains(member.Key) && KeepsUp(member.Key))
            {
                waited.Add(member.Key);
            }
        }

        return [.. waited.Select(Wants.SlotOf).Order(StringComparer.Ordinal)];
    }

    /// <summary>It may lack something, and is so near that commits can wait for it.</summary>
    private bool KeepsUp(string key) =>
        record.Find(key)?.Standing == Standing.Following
        && sight.Of(key).IsRunning
        && hour - sight.Of(key).ConfirmedAt < times.LagMax;

    private MemberConfig? ConfigOf(string key) => config.Members.FirstOrDefault(member => member.Key == key);

    /// <summary>
    /// Where a server gets what is written; null where it writes, or where nobody listens for it yet.
    /// </summary>
    private Upstream? UpstreamOf(string key)
    {
        var slot = key == record.Writer && config.Follows is { } follows ? follows.Slot : Wants.SlotOf(key);
        return sight.Of(key).Feed is { } at ? new(at, config.Admin.Name, config.Admin.Password, slot) : null;
    }

    private ServerSettings? FollowingSettings(string key) =>
        ConfigOf(key) is { } member && UpstreamOf(key) is { } upstream
            ? Wants.Settings(config, member, upstream)
            : null;

    private ServerSettings? WritingSettings(string key)
    {
        if (record.IsReplica)
        {
            return FollowingSettings(key);
        }

        var waited = Waited();
        var listens = sight.Of(key).Applied?.Listen;
        return (ConfigOf(key) ?? (listens is null ? null : new(key, config.Members[0].Host, listens))) is { } member
            ? Wants.Settings(config, member, null) with { Synchronous = waited, Quorum = Math.Max(1, waited.Count) }
            : null;
    }

    private List<string> Slots() =>
    [
        .. record.Members.Where(member => member.Key != record.Writer && member.Standing != Standing.Leaving)
            .Select(member => Wants.SlotOf(member.Key))
            .Concat(config.Followers)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Nobody gets through to it, or there is nothing to get through to.</summary>
    private bool IsLost(MemberSight writer) => Loss(writer) is not null;

    /// <summary>Why the writer is lost; null where it is not.</summary>
    private string? Loss(MemberSight writer)
    {
        if (writer.IsOff)
        {
            return "Its host has no power.";
        }

        if (writer.Misses >= times.LostAfter)
        {
            return "It does not answer.";
        }

        var wasToRun = (!record.IsStopped && record.RestartAsked <= record.Restarts) || writer.Failures > 1;
        return writer.IsReached && !writer.IsHostPaused && !writer.IsRunning && !writer.Hangs && wasToRun
            && writer.Server?.Process != ServerProcess.Paused && writer.Busy is not (Step.Start or Step.Stop)
            ? "Its process ended."
            : null;
    }

    /// <summary>It may take over, and is well.</summary>
    private bool IsCandidate(string key)
    {
        var seen = sight.Of(key);
        return record.Find(key)?.Standing == Standing.Synced
            && seen.Answers && seen.Seen!.IsStandby && !seen.IsHostPaused && !seen.Hangs
            && seen.Busy is null or Step.Apply;
    }

    /// <summary>Nobody who wrote in an earlier epoch can acknowledge anything any more.</summary>
    private bool MayPromote()
    {
        foreach (var member in record.Members)
        {
            var seen = sight.Of(member.Key);
            if (member.Key == record.Writer || (member.Standing != Standing.Fenced && member.Until is null)
                || seen.Server is null or { IsFenced: true })
            {
                continue;
            }

            var isGone = seen.Server.Process == ServerProcess.None && (seen.IsOff || seen.IsReached);
            var until = member.Until > seen.LeaseUntil ? member.Until.Value : seen.LeaseUntil;
            if (!isGone && (until > hour || seen.IsRunning))
            {
                LookAgain(until);
                return false;
            }
        }

        return true;
    }

    private void LookAgain(DateTimeOffset at) => again = at > hour && (again is null || at < again) ? at : again;
}
