using System.Collections.Immutable;
using Faultline.Drills.Plans;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Running;

/// <summary>How a drill is played, besides what its file says.</summary>
public sealed record DrillSettings
{
    /// <summary>Who plays, as <c>faultline 0.1.0</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Makes the load of a plan whose references are filled.</summary>
    public required Func<ISite, DrillPlan, IWorkload> Workload { get; init; }

    /// <summary>Makes the template of an experiment from a scenario of the library and its parameters.</summary>
    public Func<string, ImmutableSortedDictionary<string, string>, string>? Scenario { get; init; }

    /// <summary>Reads what stands once the stacks are made, for findings; null where only numbers speak.</summary>
    public Func<ISite, DrillPlan, CancellationToken, ValueTask<Architecture?>>? Deployed { get; init; }

    public IDrillProgress? Progress { get; init; }

    public IDrillJournal? Journal { get; init; }

    /// <summary>Stacks stay, whatever the file says.</summary>
    public bool Keeps { get; init; }

    public ulong? Seed { get; init; }

    public string Timing { get; init; } = "fast";

    /// <summary>Time is played too.</summary>
    public bool IsSimulated { get; init; }
}
