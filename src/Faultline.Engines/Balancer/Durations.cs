using System.Numerics;

namespace Faultline.Engines.Balancer;

/// <summary>
/// How often something took how long, for percentiles: each time is counted in a step that is less than a sixty-fourth
/// of it wide. Only ever grows, and counting costs no room.
/// </summary>
public sealed class Durations
{
    private const int Bits = 6;

    /// <summary>More than an hour, in microseconds: what took longer counts as that.</summary>
    private const uint Most = uint.MaxValue;

    private readonly int[] counts = new int[Step(Most) + 1];

    /// <summary>The times that were seen, each with how often it was until now.</summary>
    public IEnumerable<(TimeSpan Took, int Count)> All
    {
        get
        {
            for (var step = 0; step < counts.Length; step++)
            {
                if (Volatile.Read(ref counts[step]) is > 0 and var count)
                {
                    yield return (Middle(step), count);
                }
            }
        }
    }

    internal void Add(TimeSpan took)
    {
        var micros = (uint)Math.Clamp(took.Ticks / TimeSpan.TicksPerMicrosecond, 0, Most);
        Interlocked.Increment(ref counts[Step(micros)]);
    }

    /// <summary>Below 64 each microsecond is a step; then each doubling has as many steps as the one before.</summary>
    private static int Step(uint micros)
    {
        var coarse = Math.Max(0, BitOperations.Log2(micros | 1) - Bits);
        return (coarse << Bits) + (int)(micros >> coarse);
    }

    private static TimeSpan Middle(int step)
    {
        var coarse = Math.Max(0, (step >> Bits) - 1);
        var from = (long)(step - (coarse << Bits)) << coarse;
        return TimeSpan.FromTicks((from * TimeSpan.TicksPerMicrosecond)
            + ((1L << coarse) * TimeSpan.TicksPerMicrosecond / 2));
    }
}
