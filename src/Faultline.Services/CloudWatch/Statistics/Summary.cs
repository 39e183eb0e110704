using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch.Statistics;

/// <summary>
/// One number for what came in a period ("CloudWatch statistics definitions", user guide). Those that need to know how
/// values are spread say nothing of a period in which nobody said it, or of one with negative values.
/// </summary>
internal abstract record Summary(string Name)
{
    /// <summary>It needs to know how values are spread.</summary>
    public virtual bool NeedsSpread => true;

    /// <summary>What it says of a period; null where it cannot.</summary>
    public abstract double? Of(in Bucket bucket);

    /// <summary>
    /// Whether there are too few values to say it: for a percentile, fewer than ten beyond it ("Percentile-based alarms
    /// and low data samples" under "Using Amazon CloudWatch alarms").
    /// </summary>
    public virtual bool IsVague(in Bucket bucket) => false;

    /// <summary>The statistic that a name stands for; null for none.</summary>
    public static Summary? Parse(string name) => name switch
    {
        "SampleCount" => new Simple(name, static (in bucket) => bucket.Count),
        "Average" => new Simple(name, static (in bucket) => bucket.Sum / bucket.Count),
        "Sum" => new Simple(name, static (in bucket) => bucket.Sum),
        "Minimum" => new Simple(name, static (in bucket) => bucket.Min),
        "Maximum" => new Simple(name, static (in bucket) => bucket.Max),
        _ => SummaryName.Parse(name),
    };

    private delegate double Reading(in Bucket bucket);

    private sealed record Simple(string Name, Reading Read) : Summary(Name)
    {
        public override bool NeedsSpread => false;

        public override double? Of(in Bucket bucket) => bucket.IsEmpty ? null : Read(bucket);
    }
}
