using System.Collections.Immutable;

namespace Faultline.Drills.Plans;

/// <summary>Something that is done to the system, at a time after the first one began.</summary>
public abstract record StrikePlan(TimeSpan At)
{
    /// <summary>What it is called in the report.</summary>
    public string Says { get; init; } = "";
}

/// <summary>A fault of Faultline's own; values may name outputs of stacks.</summary>
public sealed record FaultStrike(TimeSpan At, string Kind, ImmutableSortedDictionary<string, string> Given)
    : StrikePlan(At)
{
    public TimeSpan? For { get; init; }
}

/// <summary>An experiment of AWS FIS, by a template in FIS's own JSON.</summary>
public sealed record ExperimentStrike(TimeSpan At, string Template) : StrikePlan(At);

/// <summary>A scenario of the library, with what it leaves open.</summary>
public sealed record ScenarioStrike(TimeSpan At, string Scenario, ImmutableSortedDictionary<string, string> Parameters)
    : StrikePlan(At);

/// <summary>A call of an API, as a person would make it: what a runbook says, or a bad deploy.</summary>
public sealed record CallStrike(TimeSpan At, string Service, string Operation, string Input) : StrikePlan(At)
{
    public string? Region { get; init; }

    /// <summary>It puts things right instead: it is a step of the runbook, and the report says that it ran.</summary>
    public bool IsRecovery { get; init; }

    /// <summary>The id of that step, as <c>faultline runbook</c> writes it; null where nobody says.</summary>
    public string? Step { get; init; }

    /// <summary>Waits until an operation answers so: a path in its answer, and the value there.</summary>
    public WaitPlan? Then { get; init; }
}

/// <summary>An operation that is asked until a member of its answer has a value.</summary>
public sealed record WaitPlan(string Service, string Operation, string Input, string Path, string Value)
{
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What later steps are to know of the answer: names, and paths in it.</summary>
    public ImmutableSortedDictionary<string, string> Keep { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>SQL that is run at a database: a bad <c>DELETE</c>.</summary>
public sealed record SqlStrike(TimeSpan At, DatabasePlan Database, string Sql) : StrikePlan(At);
