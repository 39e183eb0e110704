using System.Collections.Immutable;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Measuring;
using Faultline.Drills.Plans;
using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>All that a drill found out: what every form of the report is made from.</summary>
public sealed record DrillResult(DrillPlan Plan)
{
    /// <summary>Who played it, where, and under which seed.</summary>
    public required string Tool { get; init; }

    public required string Site { get; init; }

    public ulong? Seed { get; init; }

    public string Timing { get; init; } = "fast";

    public bool IsSimulated { get; init; }

    public required DateTimeOffset Began { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>When the first strike began: T0. Null where it never came so far.</summary>
    public DateTimeOffset? Struck { get; init; }

    public ImmutableArray<PhaseSpan> Phases { get; init; } = [];

    /// <summary>What happened, in order: ours and the timeline's.</summary>
    public ImmutableArray<Mark> Timeline { get; init; } = [];

    public ImmutableArray<ProbeResult> Probes { get; init; } = [];

    public ImmutableArray<Second> Seconds { get; init; } = [];

    public ImmutableArray<LedgerVerdict> Ledger { get; init; } = [];

    public ImmutableArray<ObjectiveResult> Objectives { get; init; } = [];

    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>What became of the steps that the runbook has for what was struck; empty where none are known.
    /// </summary>
    public ImmutableArray<Rehearsed> Runbook { get; init; } = [];

    /// <summary>What was made, struck and put right again, and what is left: empty where nothing is.</summary>
    public ImmutableArray<string> LeftBehind { get; init; } = [];

    /// <summary>Why it could not be played to its end; null where it was.</summary>
    public string? Broken { get; init; }

    /// <summary>It was played to its end, and every objective was met.</summary>
    public bool Passed => Broken is null && Struck is not null && Objectives.All(objective => objective.Met);
}

/// <summary>A phase of the drill.</summary>
public sealed record PhaseSpan(Phase Phase, DateTimeOffset From, DateTimeOffset To);

/// <summary>In this order.</summary>
public enum Phase
{
    Deploy,
    Warm,
    Steady,
    Strike,
    Recover,
    After,
    Check,
    Clean,
}

/// <summary>Something that happened, for the report's timeline.</summary>
public sealed record Mark(DateTimeOffset At, MarkKind Kind, string Says)
{
    public string? Zone { get; init; }

    public string? Resource { get; init; }

    /// <summary>The number in the cloud's timeline that proves it; null for what the drill did itself.</summary>
    public long? Evidence { get; init; }

    /// <summary>The runbook's id of the step that it is; null where it is none, or nobody said.</summary>
    public string? Step { get; init; }
}

/// <summary>Which moment of a failure a mark is.</summary>
public enum MarkKind
{
    /// <summary>The drill did something of its own.</summary>
    Drill,

    Struck,

    FirstError,

    /// <summary>A check, an alarm or a watcher noticed.</summary>
    Detected,

    /// <summary>Something was decided: a promotion, a replacement.</summary>
    Decided,

    /// <summary>It was done.</summary>
    Executed,

    /// <summary>It was tried, and did not work.</summary>
    Failed,

    /// <summary>Success holds again.</summary>
    Recovered,

    /// <summary>A fault has ended; what it struck may need time to come back.</summary>
    FaultEnded,

    /// <summary>All that it struck is back.</summary>
    FaultOver,

    /// <summary>A step of the runbook ran.</summary>
    Step,

    Other,

    /// <summary>A step of the runbook was tried, and never worked.</summary>
    StepFailed,
}

/// <summary>What a probe found, from the strike on.</summary>
public sealed record ProbeResult(string Name)
{
    public long Offered { get; init; }

    public long Succeeded { get; init; }

    public ImmutableSortedDictionary<string, long> Failures { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Of attempts since the strike.</summary>
    public double Availability { get; init; } = 1;

    public double P50Ms { get; init; }

    public double P99Ms { get; init; }

    public double MaxMs { get; init; }

    /// <summary>From the strike until success holds again; zero where it never stopped, null where it never came back.
    /// </summary>
    public TimeSpan? Rto { get; init; }

    public TimeSpan LongestOutage { get; init; }

    /// <summary>The parts of its RTO, where the marks show them.</summary>
    public TimeSpan? Detect { get; init; }

    public TimeSpan? Decide { get; init; }

    public TimeSpan? Execute { get; init; }

    public TimeSpan? Recover { get; init; }

    /// <summary>Attempts that were not sent when they were due, by more than a millisecond or two: the load
    /// generator's own lateness.</summary>
    public double SentLateP99Ms { get; init; }

    /// <summary>Its clients that knew only addresses that died; null where there were none.</summary>
    public Stranded? Stranded { get; init; }
}

/// <summary>Clients, of so many, that a name had told only of addresses that died, while others answered.</summary>
public sealed record Stranded(int Clients, int Of)
{
    /// <summary>How long the one that waited least, and the one that waited most, had no answer for that.</summary>
    public TimeSpan Shortest { get; init; }

    public TimeSpan Longest { get; init; }

    /// <summary>How long they may believe what they were told.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>What they knew.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    public ImmutableArray<string> Zones { get; init; } = [];
}

/// <summary>An objective, held against what was measured.</summary>
public sealed record ObjectiveResult(string Name, string? Probe, string Target, string Actual, bool Met)
{
    /// <summary>Target and actual as numbers, in the unit; null where nothing was measured. The margin is made of them.
    /// </summary>
    public double? Wanted { get; init; }

    /// <inheritdoc cref="Wanted"/>
    public double? Measured { get; init; }

    /// <summary><c>s</c>, <c>ms</c> and <c>writes</c> are to be at most the target, a <c>share</c> at least.</summary>
    public string Unit { get; init; } = "";
}

/// <summary>Something that the reader should know or mend.</summary>
public sealed record Finding(Severity Severity, string Title, string Says)
{
    /// <summary>What to do about it.</summary>
    public string Advice { get; init; } = "";
}

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    Note,
    Weakness,
    Failure,
}
