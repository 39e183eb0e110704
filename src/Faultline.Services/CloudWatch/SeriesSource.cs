using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Search;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch;

/// <summary>The time series of an account, as they are kept at an hour.</summary>
internal sealed class SeriesSource(MetricState state, string account, DateTimeOffset now) : ISource
{
    public TimeSeries Read(Selection selection, Window grid) =>
        state.Find(account, selection.Namespace, selection.Name, selection.Dimensions) is { } metric
            ? Read(metric, selection.Summary, selection.Unit, grid) with { Label = selection.Name }
            : TimeSeries.Empty(grid) with { Label = selection.Name, Stat = selection.Summary.Name };

    public IEnumerable<TimeSeries> Search(string search, Summary summary, Window grid)
    {
        var term = SearchTerm.Parse(search);
        var since = (now - Limits.Listed).ToUnixTimeSeconds();
        var found = state.Of(account)
            .Where(metric => metric.LastAt >= since && term.Finds(metric))
            .Take(Limits.ExpressionSeriesMax)
            .ToList();
        var names = found.Select(metric => metric.Name).Distinct(StringComparer.Ordinal).Count();
        return found.Select(metric =>
            Read(metric, summary, null, grid) with { Label = Labels.Found(metric, isOneOfSeveral: names > 1) });
    }

    /// <summary>The buckets of a metric over a grid, in one unit or in all together.</summary>
    public Bucket[] Buckets(Metric metric, string? unit, bool withSpread, Window grid)
    {
        var buckets = new Bucket[grid.Count];
        foreach (var series in metric.Series)
        {
            if (unit is null || series.Unit == unit)
            {
                grid.Read(series, now.ToUnixTimeSeconds(), withSpread, buckets);
            }
        }

        return buckets;
    }

    private TimeSeries Read(Metric metric, Summary summary, string? unit, Window grid)
    {
        var buckets = Buckets(metric, unit, summary.NeedsSpread, grid);
        var values = new double[buckets.Length];
        for (var slot = 0; slot < values.Length; slot++)
        {
            values[slot] = summary.Of(buckets[slot]) ?? double.NaN;
        }

        return new(grid, values) { Metric = metric, Stat = summary.Name };
    }
}
