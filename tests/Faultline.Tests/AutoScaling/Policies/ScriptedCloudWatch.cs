using Faultline.Api.CloudWatch;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>The alarms that Auto Scaling has made, and the metrics that a test puts there.</summary>
internal sealed class ScriptedCloudWatch : CloudWatchRest
{
    /// <summary>The alarms that are there, those of others too.</summary>
    public SortedDictionary<string, PutMetricAlarmInput> Alarms { get; } = new(StringComparer.Ordinal);

    /// <summary>The alarms that are in ALARM.</summary>
    public HashSet<string> Ringing { get; } = [];

    /// <summary>What the next calls are answered; null when all is well.</summary>
    public AwsError? Trouble { get; set; }

    /// <summary>What comes in between, once, before the next alarm is made.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>How many alarms it describes in one answer.</summary>
    public int AlarmsPage { get; set; } = 100;

    /// <summary>What it has of the metric that is asked for, whichever that is.</summary>
    public List<(DateTimeOffset At, double Value)> Values { get; } = [];

    public List<GetMetricDataInput> Asked { get; } = [];

    /// <summary>By what actions it was asked for alarms.</summary>
    public List<string?> Prefixes { get; } = [];

    public override async ValueTask PutMetricAlarm(Call call, PutMetricAlarmInput request, CancellationToken ct)
    {
        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            await meanwhile();
        }

        Check(call);
        Alarms[request.AlarmName] = request;
    }

    public override ValueTask DeleteAlarms(Call call, DeleteAlarmsInput request, CancellationToken ct)
    {
        Check(call);
        return request.AlarmNames.TrueForAll(Alarms.Remove)
            ? default
            : throw new AwsError("ResourceNotFound", 404, "One of the alarms is not there.");
    }

    public override ValueTask<DescribeAlarmsOutput> DescribeAlarms(
        Call call, DescribeAlarmsInput request, CancellationToken ct)
    {
        Check(call);
        Prefixes.Add(request.ActionPrefix);
        var begun = int.Parse(request.NextToken ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var found = Alarms.Values
            .Where(alarm => request.AlarmNames?.Contains(alarm.AlarmName) ?? Actions(alarm).Any(
                action => action.StartsWith(request.ActionPrefix!, StringComparison.Ordinal)))
            .Where(alarm => request.StateValue is null || Ringing.Contains(alarm.AlarmName))
            .ToList();
        return new(new DescribeAlarmsOutput
        {
            NextToken = begun + AlarmsPage < found.Count ? $"{begun + AlarmsPage}" : null,
            MetricAlarms =
            [
                .. found.Skip(begun).Take(AlarmsPage)
                    .Select(alarm => new MetricAlarm
                    {
                        AlarmName = alarm.AlarmName,
                        AlarmArn = $"arn:{alarm.AlarmName}",
                        AlarmActions = alarm.AlarmActions,
                        OKActions = alarm.OKActions,
                        InsufficientDataActions = alarm.InsufficientDataActions,
                        Namespace = alarm.Namespace,
                        MetricName = alarm.MetricName,
                        Metrics = alarm.Metrics,
                        Statistic = alarm.Statistic,
                        ExtendedStatistic = alarm.ExtendedStatistic,
                        Unit = alarm.Unit,
                        Dimensions = alarm.Dimensions,
                        Period = alarm.Period,
                        EvaluationPeriods = alarm.EvaluationPeriods,
                    }),
            ],
        });
    }

    /// <summary>In pages of a thousand.</summary>
    public override ValueTask<GetMetricDataOutput> GetMetricData(
        Call call, GetMetricDataInput request, CancellationToken ct)
    {
        const int Page = 1000;
        Check(call);
        Asked.Add(request);
        var begun = int.Parse(request.NextToken ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var found = Values.Where(each => each.At >= request.StartTime && each.At < request.EndTime).ToList();
        return new(new GetMetricDataOutput
        {
            MetricDataResults =
            [
                new()
                {
                    Id = request.MetricDataQueries[0].Id,
                    Timestamps = [.. found.Skip(begun).Take(Page).Select(each => each.At)],
                    Values = [.. found.Skip(begun).Take(Page).Select(each => each.Value)],
                },
            ],
            NextToken = begun + Page < found.Count ? $"{begun + Page}" : null,
        });
    }

    private static IEnumerable<string> Actions(PutMetricAlarmInput alarm) =>
        (alarm.AlarmActions ?? []).Concat(alarm.OKActions ?? []).Concat(alarm.InsufficientDataActions ?? []);

    private void Check(Call call)
    {
        Assert.Equal("autoscaling.amazonaws.com", call.Principal.Service);
        if (Trouble is not null)
        {
            throw Trouble;
        }
    }
}
