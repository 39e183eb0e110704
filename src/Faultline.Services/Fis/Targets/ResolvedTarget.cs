using System.Collections.Immutable;

namespace Faultline.Services.Fis.Targets;

/// <summary>
/// A resource that an action is aimed at. The facts are those that ListExperimentResolvedTargets shows, among them its
/// <c>arn</c> or <c>name</c>.
/// </summary>
internal sealed record ResolvedTarget(string ResourceType, string Arn)
{
    /// <summary>The last part of its ARN: <c>i-0123456789abcdef0</c>, or the name of a role.</summary>
    public string Id => Arn[(Arn.LastIndexOfAny(['/', ':']) + 1)..];

    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The parameters of the target in the template, as <c>availabilityZoneIdentifier</c>.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
