using System.Numerics;

namespace Faultline.Drills.Measuring;

/// <summary>
/// Counts spans in buckets that grow with them, so that a quantile is known to within half a percent, from a
/// microsecond to an hour, in a few kilobytes.
/// </summary>
public sealed class Histogram
{
    /// <summary>A quantile is off by no more than this share of itself, or by half a microsecond.</summary>
    public const double Error = 1.0 / (2 * Parts);

    private const int Bits = 7;
    private const int Parts = 1 << Bits;
    private const int Octaves = 26;

    /// <summary>The longest span that is told apart from longer ones: more than an hour.</summary>
    private const long Most = ((long)Parts << (Octaves - 1)) - 1;

    /// <summary>The first one counts single microseconds; each of the others is twice as wide as the one before.
    /// </summary>
    private readonly int[]?[] octaves = new int[Octaves][];

    public long Count { get; private set; }

    /// <summary>The greatest one, exactly.</summary>
    public TimeSpan Max { get; private set; }

    public void Add(TimeSpan span)
    {
        var (octave, part) = Place(Math.Clamp(span.Ticks / TimeSpan.TicksPerMicrosecond, 0, Most));
        (octaves[octave] ??= new int[Parts])[part]++;
        Count++;
        Max = span > Max ? span : Max;
    }

    /// <summary>The least span that this share of all does not exceed; nothing where there are none.</summary>
    public TimeSpan Quantile(double share)
    {
        var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Math.Max(1, Count));
        for (var octave = 0; octave < Octaves; octave++)
        {
            for (var part = 0; octaves[octave] is { } counts && part < Parts; part++)
            {
                if ((rank -= counts[part]) <= 0 && counts[part] > 0)
                {
                    var middle = TimeSpan.FromTicks(Middle(octave, part));
                    return middle < Max ? middle : Max;
                }
            }
        }

        return Max;
    }

    public double Ms(double share) => Quantile(share).TotalMilliseconds;

    private static (int Octave, int Part) Place(long us)
    {
        var octave = Math.Max(0, BitOperations.Log2((ulong)us) - Bits + 1);
        return octave == 0 ? (0, (int)us) : (octave, (int)(us >> (octave - 1)) - Parts);
    }

    private static long Middle(int octave, int part)
    {
        var width = octave == 0 ? TimeSpan.TicksPerMicrosecond : TimeSpan.TicksPerMicrosecond << (octave - 1);
        return (octave == 0 ? part * width : (part + Parts) * width) + width / 2;
    }
}
