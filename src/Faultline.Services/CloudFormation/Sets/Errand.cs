using Faultline.Api.CloudFormation;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>A stack that is to be worked at, as the state has it.</summary>
internal sealed record Errand(Set Set, Rollout Rollout, Leg Leg, Instance Instance);

/// <summary>What came of an errand. Members that are null say nothing new.</summary>
internal sealed record Report(Errand Errand)
{
    /// <summary>It is over: well, or not.</summary>
    public bool? Ends { get; init; }

    public string? Why { get; init; }

    /// <summary>The stack was left so that only people can mend it.</summary>
    public bool IsInoperable { get; init; }

    /// <summary>The target was asked for this, and took it on.</summary>
    public string? Begun { get; init; }

    public string? StackId { get; init; }

    /// <summary>There is no such stack, or not any more.</summary>
    public bool IsGone { get; init; }

    /// <summary>Nothing is known, as the target cannot be talked to: why not.</summary>
    public string? Trouble { get; init; }

    public string? Detection { get; init; }

    /// <summary>What a stack that was taken in has in the place of the set's values.</summary>
    public List<Parameter>? Overrides { get; init; }

    public string? DriftStatus { get; init; }

    public List<StackResourceDrift>? Drifts { get; init; }
}
