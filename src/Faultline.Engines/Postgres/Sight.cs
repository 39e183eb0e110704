namespace Faultline.Engines.Postgres;

/// <summary>What a server answered when it was asked how it does, or that it did not.</summary>
public sealed record Sight(DateTimeOffset At)
{
    /// <summary>Null where it answered; else what went wrong.</summary>
    public string? Trouble { get; init; }

    public bool Answers => Trouble is null;

    /// <summary>It follows another one, and takes no writes.</summary>
    public bool IsStandby { get; init; }

    /// <summary>How far a writer has written, or a standby has on its disk: a place in the write-ahead log.</summary>
    public long Written { get; init; }

    /// <summary>How far a standby has applied it.</summary>
    public long Applied { get; init; }

    /// <summary>The history that the place is in: one more with each promotion.</summary>
    public int Timeline { get; init; }

    /// <summary>Of a standby: it is connected to its upstream.</summary>
    public bool IsFed { get; init; }

    /// <summary>
    /// Of a standby: how old what it shows is; zero while it has all that it heard of. Null before the first commit.
    /// </summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>Of a writer: who follows it, by slot.</summary>
    public IReadOnlyList<FollowerSight> Followers { get; init; } = [];

    /// <summary>Of a writer: the slots that it keeps.</summary>
    public IReadOnlyList<string> Slots { get; init; } = [];

    /// <summary>Connections of clients, ours not counted.</summary>
    public int Connections { get; init; }

    /// <summary>Some of the settings wait for a restart.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>The last moment that the archive has all of; null before there is one.</summary>
    public DateTimeOffset? ArchivedUntil { get; init; }

    /// <summary>Counters since the start, for whoever measures.</summary>
    public ServerCounts Counts { get; init; } = new();
}

/// <summary>A standby as its writer sees it.</summary>
/// <param name="IsSynchronous">Commits wait for it, and have it.</param>
/// <param name="Flushed">How far it has the log on its disk.</param>
public sealed record FollowerSight(string Slot, bool IsSynchronous, long Flushed, long Applied);

/// <summary>What a server has done since it started.</summary>
public sealed record ServerCounts
{
    public long Commits { get; init; }

    public long Rollbacks { get; init; }

    public long BlocksRead { get; init; }

    public long BlocksHit { get; init; }
}
