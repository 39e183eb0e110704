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

    /// <summary>What it has of the metric that is asked for, whichever that is.</summary>
    public List<(DateTimeOffset At, double Value)> Values { get; } = [];

    public List<GetMetricDataInput> Asked { get; } = [];

    public override ValueTask PutMetricAlarm(Call call, PutMetricAlarmInput request, CancellationToken ct)
    {
        Check(call);
        Alarms[request.AlarmName] = request;
        return default;
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
        return new(new DescribeAlarmsOutput
        {
            MetricAlarms =
            [
                .. Alarms.Values
                    .Where(alarm => request.AlarmNames?.Contains(alarm.AlarmName) ?? alarm.AlarmActions!.Exists(
                        action => action.StartsWith(request.ActionPrefix!, StringComparison.Ordinal)))
                    .Where(alarm => request.StateValue is null || Ringing.Contains(alarm.AlarmName))
                    .Select(alarm => new MetricAlarm
                    {
                        AlarmName = alarm.AlarmName,
                        AlarmArn = $"arn:{alarm.AlarmName}",
                        AlarmActions = alarm.AlarmActions,
                        Namespace = alarm.Namespace,
                        MetricName = alarm.MetricName,
                        Statistic = alarm.Statistic,
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

    private void Check(Call call)
    {
        Assert.Equal("autoscaling.amazonaws.com", call.Principal.Service);
        if (Trouble is not null)
        {
            throw Trouble;
        }
    }
}
