using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// What may be asked of statistics ("GetMetricStatistics", API reference), and how they are shown. Pure.
/// </summary>
internal static class StatisticRules
{
    public static void Check(GetMetricStatisticsInput request)
    {
        if (request.StartTime is not { } start || request.EndTime is not { } end || request.Period is not { } period)
        {
            throw Refusal.Missing(
                request.StartTime is null ? "StartTime" : request.EndTime is null ? "EndTime" : "Period");
        }

        if (request is { Statistics: not { Count: > 0 }, ExtendedStatistics: not { Count: > 0 } })
        {
            throw Refusal.Combination("Must specify either Statistics or ExtendedStatistics");
        }

        if (request is { Statistics.Count: > 0, ExtendedStatistics.Count: > 0 })
        {
            throw Refusal.Combination(
                "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.");
        }

        if (request.Statistics?.Find(name => Summary.Parse(name) is not { NeedsSpread: false }) is { } none)
        {
            throw Refusal.Value($"The value {none} for parameter Statistics.member.1 is invalid.");
        }

        if (start >= end)
        {
            throw Refusal.Value("The parameter StartTime must be less than the parameter EndTime.");
        }

        if (!QueryRules.IsPeriod(period))
        {
            throw Refusal.Value("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
        }

        var asked = Math.Ceiling((end - start).TotalSeconds / period);
        if (asked > Limits.DatapointsMax)
        {
            throw Refusal.Combination(string.Create(
                CultureInfo.InvariantCulture,
                $"You have requested up to {asked:N0} datapoints, which exceeds the limit of "
                + $"{Limits.DatapointsMax:N0}. You may reduce the datapoints requested by increasing Period, or "
                + $"decreasing the time range."));
        }
    }

    public static IEnumerable<Datapoint> Shown(
        Bucket[] buckets, Window grid, string unit, List<string>? statistics, List<Summary> extended)
    {
        for (var slot = 0; slot < buckets.Length; slot++)
        {
            var bucket = buckets[slot];
            var beyond = extended.ToDictionary(summary => summary.Name, summary => summary.Of(bucket))
                .Where(each => each.Value is not null)
                .ToDictionary(each => each.Key, each => each.Value!.Value);
            if (!bucket.IsEmpty && (extended.Count == 0 || beyond.Count > 0))
            {
                var shown = new Datapoint { Timestamp = grid.TimeAt(slot), Unit = unit };
                statistics?.ForEach(name => Set(shown, name, bucket));
                shown.ExtendedStatistics = extended.Count > 0 ? beyond : null;
                yield return shown;
            }
        }
    }

    private static void Set(Datapoint shown, string name, in Bucket bucket)
    {
        switch (name)
        {
            case Statistic.SampleCount:
                shown.SampleCount = bucket.Count;
                break;
            case Statistic.Average:
                shown.Average = bucket.Sum / bucket.Count;
                break;
            case Statistic.Sum:
                shown.Sum = bucket.Sum;
                break;
            case Statistic.Minimum:
                shown.Minimum = bucket.Min;
                break;
            default:
                shown.Maximum = bucket.Max;
                break;
        }
    }
}
