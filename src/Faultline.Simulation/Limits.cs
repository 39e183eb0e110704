namespace Faultline.Simulation;

/// <summary>What a story may use before it counts as one that never ends.</summary>
public sealed record Limits
{
    public static readonly Limits Default = new();

    /// <summary>Continuations and timers that run.</summary>
    public long StepsMax { get; init; } = 5_000_000;

    /// <summary>Simulated time that passes.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromDays(30);
}
