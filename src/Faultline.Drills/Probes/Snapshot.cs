using System.Collections.Immutable;

namespace Faultline.Drills.Probes;

/// <summary>How the workload fares right now: over the time before it was looked at.</summary>
public sealed record Snapshot(DateTimeOffset At, TimeSpan Over)
{
    /// <summary>In the order of the plan.</summary>
    public ImmutableArray<ProbeLook> Probes { get; init; } = [];
}

/// <summary>How one probe fares.</summary>
public sealed record ProbeLook(string Name)
{
    /// <summary>So many attempts were due since the workload began.</summary>
    public long Offered { get; init; }

    /// <summary>So many of those within the time that is looked at have an outcome, or are overdue.</summary>
    public long Judged { get; init; }

    /// <summary>The share of them that succeeded; 0 where none is judged, since nothing is shown by that.</summary>
    public double Success { get; init; }

    /// <summary>Of those that succeeded, from when they were due.</summary>
    public TimeSpan P99 { get; init; }

    /// <summary>Zones that have answered since the workload began, and not within the time that is looked at.</summary>
    public ImmutableArray<string> DeadZones { get; init; } = [];
}
