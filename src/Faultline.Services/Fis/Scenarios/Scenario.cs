using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>A scenario of AWS FIS: what it is called, what it is about, and how its template is made.</summary>
public sealed record Scenario(string Name, string Title, string Says)
{
    public ImmutableArray<ScenarioParameter> Parameters { get; init; } = [];

    /// <summary>What it would need that is not here; null where it can be run.</summary>
    public string? Lacks { get; init; }

    /// <summary>What AWS's scenario does besides, and ours does not.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    internal Func<ScenarioReading, JsonObject>? Template { get; init; }
}

/// <summary>Something that can be said of a scenario; what it is unless said, or null where that is nothing.</summary>
public sealed record ScenarioParameter(string Name, string Says, string? Unless = null, bool Needed = false);

/// <summary>A scenario that cannot be made into a template, with all that is wrong.</summary>
public sealed class ScenarioRefused(params IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
