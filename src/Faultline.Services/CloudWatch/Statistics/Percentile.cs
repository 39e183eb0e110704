using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch.Statistics;

/// <summary>The value that a share of all values lie at or below.</summary>
internal sealed record Percentile(string Name, double Share) : Summary(Name)
{
    private const double Beyond = 10;

    public override double? Of(in Bucket bucket)
    {
        if (bucket.IsEmpty || !bucket.IsSpreadKnown || bucket.Min < 0)
        {
            return null;
        }

        if (bucket.Spread is not { } spread)
        {
            return bucket.Min;
        }

        var wanted = Share / 100 * bucket.Count;
        var below = 0.0;
        for (var i = 0; i < spread.Length; i++)
        {
            below += spread.Counts[i];
            if (below >= wanted)
            {
                return Math.Clamp(spread.Values[i], bucket.Min, bucket.Max);
            }
        }

        return bucket.Max;
    }

    public override bool IsVague(in Bucket bucket)
    {
        var share = Share / 100;
        return bucket.Count < Beyond / (share >= 0.5 ? 1 - share : share);
    }
}
