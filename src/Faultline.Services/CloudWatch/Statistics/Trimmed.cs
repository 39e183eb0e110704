using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch.Statistics;

/// <summary>What is said of the values between two bounds.</summary>
internal enum Trim
{
    Mean,
    Count,
    Sum,

    /// <summary>The mean of all, those beyond a bound taken to lie on it.</summary>
    Winsorized,

    /// <summary>How many of a hundred lie between.</summary>
    Rank,
}

/// <summary>Two bounds, of which one may be open: shares of all values in percent, or values themselves.</summary>
internal readonly record struct Bounds(double? Lower, double? Upper, bool IsShare);

/// <summary>A statistic over the values between two bounds, the upper one included and the lower one not.</summary>
internal sealed record Trimmed(string Name, Trim Trim, Bounds Bounds) : Summary(Name)
{
    public override double? Of(in Bucket bucket)
    {
        if (bucket.IsEmpty || !bucket.IsSpreadKnown || bucket.Min < 0)
        {
            return null;
        }

        var (count, sum, low, high) = Inside(bucket);
        return Trim switch
        {
            Trim.Count => count,
            Trim.Sum => count > 0 ? sum : null,
            Trim.Rank => count / bucket.Count * 100,
            Trim.Mean => count > 0 ? sum / count : null,
            _ => count > 0 ? (sum + low + high) / bucket.Count : null,
        };
    }

    /// <summary>How many lie inside, their sum, and what those beyond each bound sum up to as if on it.</summary>
    private (double Count, double Sum, double Low, double High) Inside(in Bucket bucket)
    {
        var spread = bucket.Spreading();
        var (count, sum, before) = (0.0, 0.0, 0.0);
        var (least, most) = (double.NaN, double.NaN);
        for (var i = 0; i < spread.Length; i++)
        {
            var value = Math.Clamp(spread.Values[i], bucket.Min, bucket.Max);
            var inside = Part(value, before, spread.Counts[i], bucket.Count);
            before += spread.Counts[i];
            if (inside > 0)
            {
                (count, sum, most) = (count + inside, sum + (inside * value), value);
                least = double.IsNaN(least) ? value : least;
            }
        }

        var (below, above) = Beyond(spread, bucket.Count);
        return Bounds.IsShare
            ? (count, sum, below * least, above * most)
            : (count, sum, below * (Bounds.Lower ?? 0), above * (Bounds.Upper ?? 0));
    }

    /// <summary>How many of those with one value lie inside.</summary>
    private double Part(double value, double before, double count, double all)
    {
        if (!Bounds.IsShare)
        {
            return value > (Bounds.Lower ?? double.NegativeInfinity) && value <= (Bounds.Upper ?? double.MaxValue)
                ? count
                : 0;
        }

        var from = Math.Max(before, (Bounds.Lower ?? 0) / 100 * all);
        var to = Math.Min(before + count, (Bounds.Upper ?? 100) / 100 * all);
        return Math.Max(0, to - from);
    }

    private (double Below, double Above) Beyond(Spread spread, double all)
    {
        if (Bounds.IsShare)
        {
            return ((Bounds.Lower ?? 0) / 100 * all, (1 - ((Bounds.Upper ?? 100) / 100)) * all);
        }

        var (below, above) = (0.0, 0.0);
        for (var i = 0; i < spread.Length; i++)
        {
            below += spread.Values[i] <= (Bounds.Lower ?? double.NegativeInfinity) ? spread.Counts[i] : 0;
            above += spread.Values[i] > (Bounds.Upper ?? double.MaxValue) ? spread.Counts[i] : 0;
        }

        return (below, above);
    }
}
