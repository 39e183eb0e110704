using System.Collections.Immutable;
using Faultline.Services.Fis.Targets;
using Faultline.Wire;

namespace Faultline.Services.Fis.Actions;

/// <summary>An action of an experiment that runs: all that it may know.</summary>
internal sealed record ActionScene
{
    public required string Experiment { get; init; }

    /// <summary>Its name in the template.</summary>
    public required string Name { get; init; }

    /// <summary>For whom it acts: the role of the experiment in the account.</summary>
    public required Principal Who { get; init; }

    public required string Region { get; init; }

    /// <summary>As the template says them; not those with defaults that it does not say.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required ImmutableArray<ResolvedTarget> Targets { get; init; }

    /// <summary>When it began, the same after a crash.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>How long it lasts; null for one without a duration.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>What it kept when it began.</summary>
    public ImmutableSortedDictionary<string, string> Kept { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The experiment is stopped before its time.</summary>
    public bool IsStopped { get; init; }

    /// <summary>The same for every try at it, and for no other action: for client tokens, names and tags.</summary>
    public string Token => $"{Experiment}-{Name}";
}
