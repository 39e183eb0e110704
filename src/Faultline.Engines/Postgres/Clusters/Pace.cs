namespace Faultline.Engines.Postgres.Clusters;

/// <summary>How a standby keeps up, as its writer sees it look by look. Never changes.</summary>
internal sealed record Pace
{
    public static Pace Unknown { get; } = new();

    /// <summary>When it last had all that was written by an earlier look.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>It is waited for, and has everything from before it was.</summary>
    public bool IsReady { get; init; }

    /// <summary>What it is to have next, to be known to keep up.</summary>
    private long? Mark { get; init; }

    private bool IsWaitedFor { get; init; }

    /// <summary>What it is to have to be ready: written when it was surely waited for.</summary>
    private long? ReadyMark { get; init; }

    public Pace See(FollowerSight? follower, long written, DateTimeOffset at)
    {
        var has = follower?.Flushed ?? -1;
        var isConfirmed = has >= (Mark ?? written);
        var isWaitedFor = follower is { IsSynchronous: true };

        // One look later: a writer that was told just now may still let a commit through that waits for nobody.
        var mark = isWaitedFor && IsWaitedFor ? ReadyMark ?? written : (long?)null;
        return new()
        {
            ConfirmedAt = isConfirmed ? at : ConfirmedAt,
            Mark = isConfirmed ? written : Mark ?? written,
            IsWaitedFor = isWaitedFor,
            ReadyMark = mark,
            IsReady = mark is not null && has >= mark,
        };
    }

    /// <summary>It has a while from now on.</summary>
    public Pace Grace(DateTimeOffset now) => this with { ConfirmedAt = now, Mark = null };

    /// <summary>It is not waited for.</summary>
    public Pace Alone() => this with { IsWaitedFor = false, ReadyMark = null, IsReady = false };
}
