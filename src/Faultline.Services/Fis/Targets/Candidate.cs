using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Faultline.Services.Fis.Targets;

/// <summary>A resource that a target may mean.</summary>
/// <param name="Described">What its service describes of it, in the names that the API reference has.</param>
internal sealed record Candidate(string Arn, JsonObject Described)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The names and ids of the zones that it has a part in.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];

    public string? Vpc { get; init; }
}
