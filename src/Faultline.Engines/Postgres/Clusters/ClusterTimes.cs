namespace Faultline.Engines.Postgres.Clusters;

/// <summary>How often servers are looked at, and when enough is enough.</summary>
public sealed record ClusterTimes
{
    /// <summary>For whoever wants no more than the work itself to take.</summary>
    public static ClusterTimes Fast { get; } = new()
    {
        LookEvery = TimeSpan.FromMilliseconds(100),
        LookLimit = TimeSpan.FromMilliseconds(250),
        LostAfter = 2,
        Lease = TimeSpan.FromMilliseconds(400),
        LagMax = TimeSpan.FromMilliseconds(500),
        Patience = TimeSpan.FromSeconds(2),
    };

    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A server that has not answered by then did not.</summary>
    public TimeSpan LookLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A writer is lost after so many looks without an answer; at once where its process or host is gone.
    /// </summary>
    public int LostAfter { get; init; } = 3;

    /// <summary>
    /// A writer that has heard from neither us nor a standby for this long ends itself; whoever cannot reach it waits
    /// so long before another one is promoted.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A standby that has not confirmed for this long is not waited for any more.</summary>
    public TimeSpan LagMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client that comes while nobody takes writes is kept waiting before it gets a reset: whoever comes
    /// during a failover gets through as soon as it is over.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a promotion takes on top of the work itself, drawn for each.</summary>
    public Func<Kernel.Dice, TimeSpan> Promotion { get; init; } = static _ => TimeSpan.Zero;
}
