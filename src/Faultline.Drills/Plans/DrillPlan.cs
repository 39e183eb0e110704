using System.Collections.Immutable;

namespace Faultline.Drills.Plans;

/// <summary>A drill as its file says it, read and checked.</summary>
public sealed record DrillPlan(string Name)
{
    /// <summary>One sentence that says what it shows.</summary>
    public string Says { get; init; } = "";

    /// <summary>The file, for the report.</summary>
    public string File { get; init; } = "";

    public string Region { get; init; } = "us-east-1";

    public string Account { get; init; } = "000000000000";

    public ImmutableArray<StackPlan> Stacks { get; init; } = [];

    public ImmutableArray<ProbePlan> Probes { get; init; } = [];

    public SteadyPlan Steady { get; init; } = new();

    public ImmutableArray<StrikePlan> Strikes { get; init; } = [];

    public Objectives Objectives { get; init; } = new();

    /// <summary>How long the steady state is watched before the first strike.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the system has for coming back after the last strike is over.</summary>
    public TimeSpan RecoverMax { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the steady state is watched after it is back.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The stacks are deleted in the end.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>What the zones of its regions are called in its account, by their ids: known while it is played.
    /// </summary>
    public ImmutableSortedDictionary<string, string> ZoneNames { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A zone by the one name that a report has for it, whichever it was called by.</summary>
    public string? NameOf(string? zone) => zone is null ? null : ZoneNames.GetValueOrDefault(zone, zone);
}

/// <summary>A stack to deploy, after those before it.</summary>
public sealed record StackPlan(string Name, string Region, string TemplateFile, string TemplateBody)
{
    /// <summary>Values may name outputs of the stacks before: <c>${network.Vpc}</c>.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>What must hold before and again after: which share of attempts succeeds, and how late they are.</summary>
public sealed record SteadyPlan
{
    public double Success { get; init; } = 0.99;

    public TimeSpan? P99 { get; init; }

    /// <summary>For so long without a break.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>It must be reached within this time after the deployment.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>What the drill is measured by. What is not said is not judged.</summary>
public sealed record Objectives
{
    public TimeSpan? Rto { get; init; }

    public TimeSpan? Rpo { get; init; }

    /// <summary>So many acknowledged writes may be lost.</summary>
    public long? LostWrites { get; init; }

    /// <summary>The share of attempts that must succeed, from the first strike to the end.</summary>
    public double? Availability { get; init; }

    public TimeSpan? P99 { get; init; }

    /// <summary>Objectives of one probe alone, by its name.</summary>
    public ImmutableSortedDictionary<string, Objectives> OfProbes { get; init; } =
        ImmutableSortedDictionary<string, Objectives>.Empty;
}
