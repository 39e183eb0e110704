using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What a target-tracking policy may say; errors worded as AWS answers them. Pure.</summary>
internal static class TargetRules
{
    private const double Least = 8.51592E-12;
    private const double Most = 1.174271E17;

    /// <summary>CustomizedMetricSpecification in the API reference.</summary>
    private static readonly int[] Periods = [10, 30, 60];

    public static void Check(TargetTrackingConfiguration tracking, Group group)
    {
        Demand(
            tracking.CustomizedMetricSpecification is null != tracking.PredefinedMetricSpecification is null,
            "You should provide either a CustomizedMetricSpecification or a PredefinedMetricSpecification");
        Demand(
            tracking.TargetValue is >= Least and <= Most,
            "Target value must be between 8.51592E-12 and 1.174271E17");
        if (tracking.PredefinedMetricSpecification is { } predefined)
        {
            CheckPredefined(predefined, group);
        }
        else if (tracking.CustomizedMetricSpecification!.Metrics is { Count: > 0 } metrics)
        {
            CheckAlone(tracking.CustomizedMetricSpecification);
            CheckMetrics(metrics);
        }
        else
        {
            CheckMetric(tracking.CustomizedMetricSpecification);
        }
    }

    private static void CheckPredefined(PredefinedMetricSpecification predefined, Group group)
    {
        var type = predefined.PredefinedMetricType;
        if (type != MetricType.ALBRequestCountPerTarget)
        {
            Demand(TargetMetric.Names.ContainsKey(type), $"'{type}' is no predefined metric type");
            Demand(
                predefined.ResourceLabel is null,
                $"Resource label should not be specified for predefined metric type {type}");
            return;
        }

        Demand(
            predefined.ResourceLabel is not null,
            $"Resource label should be specified for predefined metric type {type}");
        Labels.Check(predefined.ResourceLabel!, group);
    }

    private static void CheckAlone(CustomizedMetricSpecification custom) => Demand(
        custom is
        {
            Dimensions: null or [], MetricName: null, Namespace: null, Statistic: null, Unit: null, Period: null,
        },
        "A customized metric specification with 'Metrics' specified cannot have any of ['Dimensions', 'MetricName', "
            + "'Namespace', 'Statistic', 'Unit', 'Period'] specified as well");

    private static void CheckMetric(CustomizedMetricSpecification custom)
    {
        Demand(
            custom is { MetricName: not null, Namespace: not null, Statistic: not null },
            "A customized metric specification needs MetricName, Namespace and Statistic, or Metrics");
        CheckPeriod(custom.Period);
    }

    private static void CheckMetrics(List<TargetTrackingMetricDataQuery> metrics)
    {
        foreach (var metric in metrics)
        {
            Demand(
                metric.Expression is null || metric.MetricStat is null,
                "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have "
                    + "specified both");
            Demand(
                metric.Expression is not null || metric.MetricStat is not null,
                $"The metric data query {metric.Id} needs an Expression or a MetricStat");
            CheckPeriod(metric.MetricStat?.Period ?? metric.Period);
        }

        Demand(
            metrics.Count(metric => metric.ReturnData != false) == 1,
            "Exactly one element of the metrics list should return data");
        Demand(
            metrics.Where(metric => metric.MetricStat is not null)
                .Select(metric => metric.MetricStat!.Period ?? TargetMetric.PeriodSeconds)
                .Distinct()
                .Count() <= 1,
            "All metrics in the alarm should have the same period");
    }

    private static void CheckPeriod(int? period)
    {
        Demand(period is null or <= TargetMetric.PeriodSeconds, "A metric period greater than 60 isn't supported");
        Demand(
            period is null || Periods.Contains(period.Value),
            string.Create(CultureInfo.InvariantCulture, $"A metric period of {period} isn't supported"));
    }

    private static void Demand(bool so, string message)
    {
        if (!so)
        {
            throw Refusal.Invalid(message);
        }
    }
}
