using System.Collections.Immutable;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks;

/// <summary>What to do when something of a system fails, step by step, and where the system is weak.</summary>
public sealed record Runbook(Architecture Architecture)
{
    /// <summary>Commands that give names to what only a stack knows; empty where the names are known.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public ImmutableArray<Chapter> Chapters { get; init; } = [];

    public ImmutableArray<Finding> Weaknesses { get; init; } = [];

    /// <summary>Writes the guide for a system.</summary>
    public static Runbook For(Architecture architecture) => new(architecture)
    {
        Chapters =
        [
            .. new[]
            {
                Runbooks.Chapters.InstanceDies.Write(architecture),
                Runbooks.Chapters.ZonePowerLost.Write(architecture),
                Runbooks.Chapters.ZoneGray.Write(architecture),
                Runbooks.Chapters.DatabaseDies.Write(architecture),
                Runbooks.Chapters.ControlPlaneFrozen.Write(architecture),
                Runbooks.Chapters.Destroyed.Write(architecture),
            }.OfType<Chapter>(),
        ],
        Weaknesses = Runbooks.Weaknesses.Of(architecture),
    };
}

/// <summary>One failure: who notices, what goes on by itself, what a person does.</summary>
public sealed record Chapter(string Id, string Title)
{
    public string Says { get; init; } = "";

    public ImmutableArray<Detection> Detections { get; init; } = [];

    /// <summary>What happens without anybody.</summary>
    public ImmutableArray<string> ByItself { get; init; } = [];

    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>How to see that it worked.</summary>
    public ImmutableArray<Step> Checks { get; init; } = [];

    /// <summary>How all comes to be as it was.</summary>
    public ImmutableArray<Step> Back { get; init; } = [];
}

/// <summary>What notices a failure, and after how long at the latest; null where nobody can say.</summary>
public sealed record Detection(string What, TimeSpan? After, string Why);

/// <summary>
/// Something that a person does. Its id stays the same as long as the template calls the resource the same, so that a
/// drill can say which steps ran.
/// </summary>
public sealed record Step(string Id, string Says)
{
    public ImmutableArray<string> Commands { get; init; } = [];
}
