using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using CloudWatchMetric = Faultline.Api.CloudWatch.Metric;
using MetricDataQuery = Faultline.Api.CloudWatch.MetricDataQuery;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>The metric that a target-tracking policy watches, as CloudWatch is asked for it. Pure.</summary>
internal static class TargetMetric
{
    /// <summary>Target tracking looks at minutes ("Target tracking scaling policies", user guide).</summary>
    public const int PeriodSeconds = 60;

    /// <summary>Metrics of EC2 over a group, by the predefined type.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [MetricType.ASGAverageCPUUtilization] = "CPUUtilization",
        [MetricType.ASGAverageNetworkIn] = "NetworkIn",
        [MetricType.ASGAverageNetworkOut] = "NetworkOut",
    };

    /// <summary>Says in an alarm what it watches.</summary>
    public static void Into(PutMetricAlarmInput alarm, string group, TargetTrackingConfiguration tracking)
    {
        if (tracking.PredefinedMetricSpecification is { } predefined)
        {
            Predefined(alarm, group, predefined);
        }
        else if (tracking.CustomizedMetricSpecification!.Metrics is { Count: > 0 } metrics)
        {
            alarm.Metrics = metrics.ConvertAll(Query);
        }
        else
        {
            var custom = tracking.CustomizedMetricSpecification;
            (alarm.Namespace, alarm.MetricName) = (custom.Namespace, custom.MetricName);
            (alarm.Statistic, alarm.Unit) = (custom.Statistic, custom.Unit);
            alarm.Dimensions = custom.Dimensions?.ConvertAll(Dimension);
            alarm.Period = custom.Period ?? PeriodSeconds;
        }
    }

    /// <summary>How long one of its values stands for.</summary>
    public static int Period(TargetTrackingConfiguration tracking) =>
        tracking.CustomizedMetricSpecification is not { } custom
            ? PeriodSeconds
            : custom.Metrics?.Find(metric => metric.MetricStat?.Period is not null)?.MetricStat!.Period
                ?? custom.Period
                ?? PeriodSeconds;

    /// <summary>Whether two policies watch the same; what they aim at is another matter.</summary>
    public static bool AreSame(TargetTrackingConfiguration one, TargetTrackingConfiguration other) =>
        Bytes(one).AsSpan().SequenceEqual(Bytes(other));

    private static byte[] Bytes(TargetTrackingConfiguration tracking) => Reshape.Bytes(new TargetTrackingConfiguration
    {
        PredefinedMetricSpecification = tracking.PredefinedMetricSpecification,
        CustomizedMetricSpecification = tracking.CustomizedMetricSpecification,
    });

    private static void Predefined(PutMetricAlarmInput alarm, string group, PredefinedMetricSpecification predefined)
    {
        alarm.Period = PeriodSeconds;
        if (Names.TryGetValue(predefined.PredefinedMetricType, out var name))
        {
            (alarm.Namespace, alarm.MetricName, alarm.Statistic) = ("AWS/EC2", name, MetricStatistic.Average);
            alarm.Dimensions = [new() { Name = "AutoScalingGroupName", Value = group }];
            return;
        }

        var (balancer, target) = Labels.Read(predefined.ResourceLabel)!.Value;
        (alarm.Namespace, alarm.MetricName) = ("AWS/ApplicationELB", "RequestCountPerTarget");
        alarm.Statistic = MetricStatistic.Sum;
        alarm.Dimensions =
        [
            new() { Name = "LoadBalancer", Value = balancer },
            new() { Name = "TargetGroup", Value = target },
        ];
    }

    private static MetricDataQuery Query(TargetTrackingMetricDataQuery query) => new()
    {
        Id = query.Id,
        Expression = query.Expression,
        Label = query.Label,
        ReturnData = query.ReturnData,
        Period = query.Expression is null ? null : query.Period ?? PeriodSeconds,
        MetricStat = query.MetricStat is not { } stat ? null : new()
        {
            Metric = new CloudWatchMetric
            {
                Namespace = stat.Metric.Namespace,
                MetricName = stat.Metric.MetricName,
                Dimensions = stat.Metric.Dimensions?.ConvertAll(Dimension),
            },
            Stat = stat.Stat,
            Unit = stat.Unit,
            Period = stat.Period ?? PeriodSeconds,
        },
    };

    private static Dimension Dimension(MetricDimension dimension) =>
        new() { Name = dimension.Name, Value = dimension.Value };
}
