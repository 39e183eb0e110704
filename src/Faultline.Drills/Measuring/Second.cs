using System.Collections.Immutable;

namespace Faultline.Drills.Measuring;

/// <summary>
/// One second of a probe, or of one zone of it: attempts that were due in it, and what became of them.
/// </summary>
public sealed record Second(string Probe, string? Zone, DateTimeOffset At)
{
    /// <summary>So many were due.</summary>
    public int Offered { get; init; }

    public int Succeeded { get; init; }

    public ImmutableSortedDictionary<string, int> Failures { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Of those that succeeded, in milliseconds.</summary>
    public double P50Ms { get; init; }

    public double P95Ms { get; init; }

    public double P99Ms { get; init; }

    public double MaxMs { get; init; }
}
