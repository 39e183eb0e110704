using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// The newest values of an alarm's metric, as CloudWatch has them. Step policies make one of them ("Step adjustments",
/// Amazon EC2 Auto Scaling user guide), and an alarm that only lasts may say none.
/// </summary>
internal sealed class Readings(Node node, Calls cloudWatch)
{
    private const string Query = "value";

    /// <summary>Who asks is in the loop that judges all alarms, and does not hold it up for longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Those that the alarm looks at, the newest last; none where CloudWatch has none, or does not answer in time.
    /// </summary>
    public async ValueTask<IReadOnlyList<double>> Of(string account, string alarm, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Patience, node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var found = await cloudWatch.DescribeAlarms(account, new() { AlarmNames = [alarm] }, either.Token);
            return found.MetricAlarms is [var its] ? await Of(account, its, either.Token) : [];
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return [];
        }
        catch (AwsError trouble)
        {
            node.Report(trouble);
            return [];
        }
    }

    private async ValueTask<IReadOnlyList<double>> Of(string account, MetricAlarm alarm, CancellationToken ct)
    {
        var queries = alarm.Metrics is { Count: > 0 } metrics ? metrics : [One(alarm)];
        var period = TimeSpan.FromSeconds(
            queries.Max(query => query.MetricStat?.Period ?? query.Period) ?? TargetMetric.PeriodSeconds);
        var end = new DateTimeOffset(node.Now.UtcTicks / period.Ticks * period.Ticks, TimeSpan.Zero);
        var answer = await cloudWatch.GetMetricData(
            account,
            new()
            {
                MetricDataQueries = queries,
                StartTime = end - (period * (alarm.EvaluationPeriods ?? 1)),
                EndTime = end,
                ScanBy = "TimestampAscending",
            },
            ct);
        return answer.MetricDataResults is [var result, ..] ? result.Values ?? [] : [];
    }

    private static MetricDataQuery One(MetricAlarm alarm) => new()
    {
        Id = Query,
        MetricStat = new()
        {
            Metric = new()
            {
                Namespace = alarm.Namespace,
                MetricName = alarm.MetricName,
                Dimensions = alarm.Dimensions,
            },
            Stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? Aggregation.Average,
            Period = alarm.Period,
            Unit = alarm.Unit,
        },
    };
}
