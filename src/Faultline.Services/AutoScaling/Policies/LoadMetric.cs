using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using MetricDataQuery = Faultline.Api.CloudWatch.MetricDataQuery;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>The load that a predictive policy foresees, as CloudWatch is asked for it. Pure.</summary>
/// <param name="Metric">As CloudWatch names it.</param>
/// <param name="Label">The resource label; null where the metric is the group's.</param>
internal sealed record LoadMetric(string Metric, string? Label)
{
    private const string Requests = "RequestCount";

    /// <summary>
    /// By the words that AWS has for the pair, the scaling metric and the load metric
    /// (PredictiveScalingMetricSpecification in the API reference).
    /// </summary>
    private static readonly (string Pair, string Scaling, string Load, string Metric)[] Kinds =
    [
        (PredefinedMetricPairType.ASGCPUUtilization, PredefinedScalingMetricType.ASGAverageCPUUtilization,
            PredefinedLoadMetricType.ASGTotalCPUUtilization, "CPUUtilization"),
        (PredefinedMetricPairType.ASGNetworkIn, PredefinedScalingMetricType.ASGAverageNetworkIn,
            PredefinedLoadMetricType.ASGTotalNetworkIn, "NetworkIn"),
        (PredefinedMetricPairType.ASGNetworkOut, PredefinedScalingMetricType.ASGAverageNetworkOut,
            PredefinedLoadMetricType.ASGTotalNetworkOut, "NetworkOut"),
        (PredefinedMetricPairType.ALBRequestCount, PredefinedScalingMetricType.ALBRequestCountPerTarget,
            PredefinedLoadMetricType.ALBTargetGroupRequestCount, Requests),
    ];

    /// <summary>
    /// Its values come from outside the group, in every minute or in none: a minute without one is a minute without
    /// load. Instances are all seen at once or not at all.
    /// </summary>
    public bool NeedsLabel => Metric == Requests;

    /// <summary>Null for words that AWS does not have, or that are of two kinds.</summary>
    public static LoadMetric? Of(PredictiveScalingMetricSpecification metric)
    {
        var kind = metric.PredefinedMetricPairSpecification is { } pair
            ? Array.Find(Kinds, each => each.Pair == pair.PredefinedMetricType)
            : Array.Find(Kinds, each =>
                each.Scaling == metric.PredefinedScalingMetricSpecification?.PredefinedMetricType
                && each.Load == metric.PredefinedLoadMetricSpecification?.PredefinedMetricType);
        return kind.Metric is not { } name ? null : new(
            name,
            metric.PredefinedMetricPairSpecification?.ResourceLabel
                ?? metric.PredefinedLoadMetricSpecification?.ResourceLabel);
    }

    /// <summary>The load of every minute.</summary>
    public MetricDataQuery Query(string group) => new()
    {
        Id = "load",
        MetricStat = new()
        {
            Metric = Labels.Read(Label) is { } label
                ? new()
                {
                    Namespace = "AWS/ApplicationELB",
                    MetricName = Metric,
                    Dimensions =
                    [
                        new() { Name = "LoadBalancer", Value = label.Balancer },
                        new() { Name = "TargetGroup", Value = label.TargetGroup },
                    ],
                }
                : new()
                {
                    Namespace = "AWS/EC2",
                    MetricName = Metric,
                    Dimensions = [new() { Name = "AutoScalingGroupName", Value = group }],
                },
            Stat = MetricStatistic.Sum,
            Period = TargetMetric.PeriodSeconds,
        },
    };
}
