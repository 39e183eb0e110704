using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>What a metric alarm looks at, worked out once from how it was put.</summary>
internal sealed class Watch
{
    /// <summary>
    /// Alarms are judged once a minute, those over shorter periods every ten seconds ("Evaluating an alarm").
    /// </summary>
    private const int SlowStep = 60;

    private const int FastStep = 10;

    private readonly PutMetricAlarmInput put;
    private readonly List<Query> queries;
    private readonly Query shown;

    public Watch(PutMetricAlarmInput put, string account)
    {
        this.put = put;
        queries = put.Metrics is { Count: > 0 } metrics ? QueryRules.Read(metrics, account) : [Single(put)];
        shown = queries.Find(query => query.IsShown) ?? queries[0];
        Period = shown.Selection?.Period ?? queries.Min(query => query.Selection?.Period) ?? shown.Period ?? SlowStep;
        Terms = new(
            put.EvaluationPeriods!.Value,
            put.DatapointsToAlarm ?? put.EvaluationPeriods.Value,
            put.ComparisonOperator!,
            put.Threshold ?? 0)
        {
            // "Alarms that evaluate metrics in the AWS/DynamoDB namespace always ignore missing data", same page.
            Missing = put.Namespace == "AWS/DynamoDB" ? "ignore" : put.TreatMissingData ?? "missing",
            IgnoresVague = put.EvaluateLowSampleCountPercentile == "ignore",
        };
    }

    public Terms Terms { get; }

    /// <summary>In seconds.</summary>
    public int Period { get; }

    /// <summary>How often it is judged, in seconds.</summary>
    public int Step => Period < SlowStep ? FastStep : SlowStep;

    /// <summary>The values of its evaluation range, which ends with the last whole step before a second.</summary>
    public IReadOnlyList<Point?> Range(MetricState metrics, string account, long second)
    {
        var end = second - (second % Step);
        var source = new SeriesSource(metrics, account, DateTimeOffset.FromUnixTimeSeconds(second));
        if (shown.Selection is { } selection)
        {
            return Range(metrics, account, selection, source, Over(Period));
        }

        var one = Only(Over, source);
        return [.. one.Values.Select((value, slot) =>
            double.IsNaN(value) ? null : new Point(one.Grid.TimeAt(slot), value))];

        Window Over(int period)
        {
            var count = (Terms.Periods + Evaluation.Extra) * Period / period;
            return new(end - ((long)count * period), period, count);
        }
    }

    /// <summary>Refuses an expression that comes to no time series, whatever is measured.</summary>
    public void Prove()
    {
        try
        {
            _ = shown.Selection is null ? Only(period => new(0, period, 3), new Ones()) : null;
        }
        catch (ExpressionFault fault)
        {
            throw QueryRules.Fault(shown.Id, fault);
        }
    }

    public string Reason(Verdict verdict, string before) => Reasons.Text(Terms, verdict, before);

    public string Data(Verdict verdict, DateTimeOffset now) => Reasons.Data(Terms, verdict, put, Period, now);

    private TimeSeries Only(Func<int, Window> over, ISource source) =>
        new Reckoning(queries, over, source).Of(shown).Series is [var one]
            ? one
            : throw new ExpressionFault("An alarm can watch only one time series");

    private static Point?[] Range(
        MetricState metrics, string account, Selection selection, SeriesSource source, Window window)
    {
        var points = new Point?[window.Count];
        if (metrics.Find(account, selection.Namespace, selection.Name, selection.Dimensions) is not { } metric)
        {
            return points;
        }

        var summary = selection.Summary;
        var buckets = source.Buckets(metric, selection.Unit, summary.NeedsSpread, window);
        for (var slot = 0; slot < points.Length; slot++)
        {
            var bucket = buckets[slot];
            points[slot] = summary.Of(bucket) is { } value
                ? new(window.TimeAt(slot), value, bucket.Count, summary.IsVague(bucket))
                : null;
        }

        return points;
    }

    private static Query Single(PutMetricAlarmInput put) => new(
        "m1",
        new(
            put.Namespace!,
            put.MetricName!,
            Named.Pairs(put.Dimensions),
            Summary.Parse(put.Statistic ?? put.ExtendedStatistic!)!,
            put.Period!.Value,
            put.Unit),
        null);
}
