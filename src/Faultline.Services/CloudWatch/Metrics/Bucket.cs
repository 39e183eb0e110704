namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>All that came together in one stretch of time.</summary>
internal struct Bucket
{
    public double Count;
    public double Sum;
    public double Min;
    public double Max;

    /// <summary>Null where all values are the same, and where nobody said how they are spread.</summary>
    public Spread? Spread;

    public readonly bool IsEmpty => Count <= 0;

    /// <summary>Whether it is known how the values are spread.</summary>
    public readonly bool IsSpreadKnown => Spread is not null || Min.Equals(Max);

    public static Bucket Of(double value, double count = 1) =>
        new() { Count = count, Sum = value * count, Min = value, Max = value };

    /// <summary>Takes what another holds. The other's spread stays its own.</summary>
    public void Add(in Bucket other, bool withSpread = true)
    {
        if (other.IsEmpty)
        {
            return;
        }

        if (IsEmpty)
        {
            this = other;
            Spread = withSpread ? other.Spread?.Copy() : null;
            return;
        }

        if (withSpread)
        {
            Join(other);
        }

        Count += other.Count;
        Sum += other.Sum;
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>How the values are spread, each with its count; only where that is known.</summary>
    public readonly Spread Spreading() => Spread ?? Metrics.Spread.Of(Min, Count);

    private void Join(in Bucket other)
    {
        if (Spread is null && other.Spread is null && Min.Equals(Max) && Min.Equals(other.Min) && Max.Equals(other.Max))
        {
            return;
        }

        if (!IsSpreadKnown || !other.IsSpreadKnown)
        {
            Spread = null;
            return;
        }

        Spread ??= Metrics.Spread.Of(Min, Count);
        if (other.Spread is { } theirs)
        {
            Spread.Add(theirs);
        }
        else
        {
            Spread.Add(other.Min, other.Count);
        }
    }
}
