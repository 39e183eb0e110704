namespace Faultline.Engines.Postgres.Clusters;

/// <summary>A cluster as it is. Never changes; another one takes its place.</summary>
public sealed record ClusterView(string Name, ClusterPhase Phase)
{
    /// <summary>
    /// The member that writes, or would; of a read replica the one that is fed. Null before there is one.
    /// </summary>
    public string? Writer { get; init; }

    public IReadOnlyList<MemberView> Members { get; init; } = [];

    /// <summary>Settings wait for a restart.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>How many of the restarts and failovers that were asked for are done, or were refused.</summary>
    public int Restarts { get; init; }

    public int Failovers { get; init; }

    /// <summary>The owner's password is the config's.</summary>
    public bool IsOwnerSet { get; init; }

    /// <summary>Of a read replica: how old what it shows is.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>Of a read replica: it is connected to its source.</summary>
    public bool IsFed { get; init; }

    /// <summary>Why it is <see cref="ClusterPhase.Failed"/>.</summary>
    public string? Why { get; init; }

    /// <summary>The last moment that the archive has all of.</summary>
    public DateTimeOffset? ArchivedUntil { get; init; }

    /// <summary>What the writer said when it was last looked at.</summary>
    public Sight? Sight { get; init; }

    /// <summary>
    /// What happened last, oldest first: at most 64, with numbers that rise over restarts of ours too.
    /// </summary>
    public IReadOnlyList<ClusterEvent> Events { get; init; } = [];
}

/// <summary>What a cluster does.</summary>
public enum ClusterPhase
{
    /// <summary>Its first server is being made.</summary>
    Making,

    /// <summary>The writer takes writes, or the replica reads.</summary>
    Available,

    /// <summary>Nobody answers, and nobody can take over now.</summary>
    Down,

    /// <summary>Another one takes over.</summary>
    FailingOver,

    Restarting,

    Stopping,

    Stopped,

    Starting,

    /// <summary>It could not be made, and will not be.</summary>
    Failed,
}

/// <summary>A server of a cluster as it is.</summary>
public sealed record MemberView(string Key, MemberPhase Phase)
{
    /// <summary>Commits wait for it and have it: it may take over.</summary>
    public bool IsInSync { get; init; }

    public TimeSpan? Lag { get; init; }
}

/// <summary>What a server of a cluster does.</summary>
public enum MemberPhase
{
    /// <summary>Its data are being made.</summary>
    Making,

    Writing,

    Following,

    /// <summary>It does not run, or nobody gets through to it.</summary>
    Down,

    /// <summary>It wrote, and must not again before its data are behind another's.</summary>
    Fenced,

    Stopped,
}

/// <summary>Something that happened to a cluster.</summary>
/// <param name="Number">Rises by one.</param>
public sealed record ClusterEvent(long Number, DateTimeOffset At, ClusterEventKind Kind)
{
    public string? Member { get; init; }

    public string? Why { get; init; }

    /// <summary>Of a failover that ended: how long its parts took.</summary>
    public FailoverParts? Parts { get; init; }
}

/// <summary>From the last good look at the writer to the first client of the next.</summary>
public sealed record FailoverParts(TimeSpan Detect, TimeSpan Fence, TimeSpan Promote, TimeSpan Repoint);

/// <summary>What can happen to a cluster. The numbers are on people's disks.</summary>
public enum ClusterEventKind
{
    Made = 1,
    WriterLost = 2,
    FailoverBegan = 3,
    FailoverEnded = 4,

    /// <summary>Nobody could take over; the reason says why.</summary>
    FailoverRefused = 5,
    Restarted = 6,
    Stopped = 7,
    Started = 8,

    /// <summary>A standby is in sync: commits wait for it.</summary>
    StandbyReady = 9,

    /// <summary>A standby is not waited for any more.</summary>
    StandbyLost = 10,
    Recovered = 11,

    /// <summary>A read replica became a cluster of its own.</summary>
    Promoted = 12,
    FeedLost = 13,
    FeedBack = 14,
    MakingFailed = 15,
    OwnerSet = 16,
}
