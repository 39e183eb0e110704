using System.Net;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>Everything that is known of a cluster at one moment, apart from what it is to be.</summary>
internal sealed record ClusterSight(IReadOnlyDictionary<string, MemberSight> Members)
{
    /// <summary>Why no server can run here, in a sentence; null where they can.</summary>
    public string? Lacks { get; init; }

    /// <summary>The source of a read replica is there and writes.</summary>
    public bool HasSource { get; init; }

    /// <summary>The writer ended and was started since a restart was asked for.</summary>
    public bool HasRestarted { get; init; }

    /// <summary>How long the parts of the failover under way took.</summary>
    public FailoverParts? Parts { get; init; }

    public MemberSight Of(string key) => Members.GetValueOrDefault(key) ?? new(key);
}

/// <summary>What is known of one server: its host, the way to it, its process, what it said.</summary>
internal sealed record MemberSight(string Key)
{
    /// <summary>Its host has no power, or it is to be dead for as long as a fault lasts.</summary>
    public bool IsOff { get; init; }

    /// <summary>Its host stands still, and nobody there does anything.</summary>
    public bool IsHostPaused { get; init; }

    /// <summary>It alone is to stand still.</summary>
    public bool Hangs { get; init; }

    /// <summary>What we say arrives there, and what is said there arrives here.</summary>
    public bool IsReached { get; init; }

    public ServerView? Server { get; init; }

    /// <summary>What is being done to it.</summary>
    public Step? Busy { get; init; }

    /// <summary>What it said when it last answered.</summary>
    public Sight? Seen { get; init; }

    /// <summary>How often in a row it has not answered since.</summary>
    public int Misses { get; init; }

    /// <summary>It took writes when last heard of, and has not ended since.</summary>
    public bool Writes { get; init; }

    /// <summary>Its data were made, or brought behind another's, since we came.</summary>
    public bool IsMade { get; init; }

    /// <summary>Rewinding it failed.</summary>
    public bool NeedsClone { get; init; }

    /// <summary>It was deleted since we came.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Which owner was set since we came.</summary>
    public string? Owner { get; init; }

    /// <summary>How often in a row what was to be done to it failed, and why it did last.</summary>
    public int Failures { get; init; }

    public string? Why { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What it was started with, or told since; null where we do not know.</summary>
    public ServerSettings? Applied { get; init; }

    /// <summary>When it ends itself unless it hears of somebody.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Of a standby: when its writer last said that it had all that was written shortly before.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>Of a standby: commits wait for it, and everything from before they did is on its disk.</summary>
    public bool IsReady { get; init; }

    /// <summary>Where it gets at its upstream; null while nobody listens there for it.</summary>
    public IPEndPoint? Feed { get; init; }

    /// <summary>Of a standby: since when it answers and is not fed; null while it is.</summary>
    public DateTimeOffset? UnfedSince { get; init; }

    /// <summary>Since when it runs and is not fed though its upstream is there; null while it is.</summary>
    public DateTimeOffset? StarvesSince { get; init; }

    public bool IsRunning => Server?.Process == ServerProcess.Running;

    public bool Answers => Misses == 0 && Seen is not null && IsRunning && IsReached && !IsOff;
}
