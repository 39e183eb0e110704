using System.Text;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>What alarms may be ("PutMetricAlarm" and "PutCompositeAlarm", API reference). Pure.</summary>
internal static class AlarmChecks
{
    private const int HourSeconds = 3600;

    public static void Check(PutMetricAlarmInput put, string account, string region)
    {
        CheckBuilt(put);
        CheckActions([put.AlarmActions, put.OKActions, put.InsufficientDataActions], region, put.Dimensions ?? []);
        if (put.EvaluationPeriods is not >= 1)
        {
            throw Refusal.Invalid("The parameter EvaluationPeriods must be greater than or equal to 1.");
        }

        if (put.Threshold is not { } threshold || !double.IsFinite(threshold))
        {
            throw Refusal.Invalid("PutMetricAlarm request should have valid Threshold parameter");
        }

        if (put.ComparisonOperator is null)
        {
            throw Refusal.Invalid("The parameter ComparisonOperator is required.");
        }

        if (put.DatapointsToAlarm is < 1)
        {
            throw Refusal.Invalid("The parameter DatapointsToAlarm must be greater than or equal to 1.");
        }

        if (put.DatapointsToAlarm > put.EvaluationPeriods)
        {
            throw Refusal.Invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
        }

        if (put.TreatMissingData is not (null or "breaching" or "notBreaching" or "ignore" or "missing"))
        {
            throw Refusal.Invalid($"Option {put.TreatMissingData} for parameter TreatMissingData is invalid.");
        }

        if (put.EvaluateLowSampleCountPercentile is not (null or "evaluate" or "ignore"))
        {
            throw Refusal.Invalid(
                $"Option {put.EvaluateLowSampleCountPercentile} for parameter EvaluateLowSampleCountPercentile is "
                + "invalid.");
        }

        if (put.Metrics is { Count: > 0 } metrics)
        {
            CheckMath(put, metrics, account);
        }
        else
        {
            CheckMetric(put);
        }

        var watch = new Watch(put, account);
        CheckSpan(watch.Period, put.EvaluationPeriods.Value);
        watch.Prove();
    }

    /// <summary>Checks a composite alarm; gives its rule.</summary>
    public static AlarmRule Check(PutCompositeAlarmInput put, string account, string region)
    {
        CheckActions([put.AlarmActions, put.OKActions, put.InsufficientDataActions], region, null);
        var isSuppressed = put.ActionsSuppressor is not null;
        CheckPeriod(isSuppressed, put.ActionsSuppressorWaitPeriod, "ActionsSuppressorWaitPeriod");
        CheckPeriod(isSuppressed, put.ActionsSuppressorExtensionPeriod, "ActionsSuppressorExtensionPeriod");
        try
        {
            var rule = RuleParser.Parse(put.AlarmRule);
            var names = rule.Names.ToHashSet(StringComparer.Ordinal);
            if (names.Contains(put.AlarmName) || names.Contains(Alarm.ArnOf(region, account, put.AlarmName)))
            {
                throw Refusal.Invalid("A composite alarm cannot have a child relation with itself via its AlarmRule");
            }

            return names.Count <= Limits.ChildrenMax
                ? rule
                : throw Refusal.Invalid($"AlarmRule must not contain more than {Limits.ChildrenMax} alarms.");
        }
        catch (ExpressionFault fault)
        {
            throw Refusal.Invalid($"Error in AlarmRule [{fault.Message}]");
        }
    }

    private static void CheckPeriod(bool isSuppressed, int? seconds, string name)
    {
        if (isSuppressed != seconds is not null)
        {
            throw Refusal.Invalid(
                isSuppressed ? $"{name} must not be null" : $"{name} requires an ActionSuppressor");
        }
    }

    private static void CheckBuilt(PutMetricAlarmInput put)
    {
        if (put.EvaluationCriteria is not null || put.EvaluationInterval is not null)
        {
            throw Refusal.NotBuilt("alarms on PromQL queries");
        }

        if (put.ThresholdMetricId is not null
            || put.ComparisonOperator is ComparisonOperator.LessThanLowerOrGreaterThanUpperThreshold
                or ComparisonOperator.LessThanLowerThreshold or ComparisonOperator.GreaterThanUpperThreshold)
        {
            throw Refusal.NotBuilt("anomaly detection");
        }
    }

    private static void CheckMetric(PutMetricAlarmInput put)
    {
        if (put.MetricName is null || put.Namespace is null || put.Period is not { } period)
        {
            throw Refusal.Invalid(
                "Exactly one of Metrics and MetricName must be specified, MetricName with Namespace and Period.");
        }

        if ((put.Statistic is null) == (put.ExtendedStatistic is null))
        {
            throw Refusal.Invalid(
                put.Statistic is null
                    ? "Exactly one of Statistic and ExtendedStatistic must be specified."
                    : "The parameters Statistic and ExtendedStatistic are mutually exclusive and you have specified "
                        + "both.");
        }

        if (!Ascii.IsValid(put.Namespace))
        {
            throw Refusal.Invalid("Namespace must not contain Non-ASCII characters.");
        }

        if (put is { EvaluateLowSampleCountPercentile: not null, Statistic: { } simple })
        {
            throw Refusal.Invalid(
                $"Option evaluateLowSampleCountPercentile can not be applied with statistic {simple}.");
        }

        // What has a name of its own is no extended statistic.
        if (Summary.Parse(put.Statistic ?? put.ExtendedStatistic!)?.NeedsSpread != put.Statistic is null)
        {
            throw Refusal.Invalid(
                $"The value {put.Statistic ?? put.ExtendedStatistic} for parameter "
                + $"{(put.Statistic is null ? "ExtendedStatistic" : "Statistic")} is not supported.");
        }

        CheckPeriod(period);
    }

    private static void CheckMath(PutMetricAlarmInput put, List<MetricDataQuery> metrics, string account)
    {
        if (put is not { MetricName: null, Namespace: null, Period: null, Statistic: null, ExtendedStatistic: null,
            Dimensions: not { Count: > 0 }, Unit: null })
        {
            throw Refusal.Invalid(
                "The parameters MetricName and Metrics are mutually exclusive and you have specified both.");
        }

        var queries = QueryRules.Read(metrics, account);
        if (queries.Count(query => query.IsShown) != 1)
        {
            throw Refusal.Invalid("Exactly one element of the metrics list should return data.");
        }

        var measured = queries.Count(query => query.Selection is not null);
        if (measured > Limits.MathMetricsMax)
        {
            throw Refusal.Invalid($"Too many metrics in alarm, maximum is {Limits.MathMetricsMax}");
        }

        if (queries.Count - measured > Limits.MathExpressionsMax)
        {
            throw Refusal.Invalid($"Too many expressions in alarm, maximum is {Limits.MathExpressionsMax}");
        }

        if (queries.SelectMany(query => query.Expression?.Functions ?? []).Contains("SEARCH"))
        {
            throw Refusal.Invalid("SEARCH is not supported on Metric Alarms.");
        }

        var periods = queries.Select(query => query.Selection?.Period).OfType<int>().Distinct().ToList();
        if (periods.Count > 1)
        {
            throw Refusal.Invalid("Metrics list contains different periods: all metrics must have the same period.");
        }

        periods.ForEach(CheckPeriod);
    }

    private static void CheckPeriod(int period)
    {
        if (period is not (10 or 20 or 30) && (period < 60 || period % 60 != 0))
        {
            throw Refusal.Invalid("Period must be 10, 20, 30 or a multiple of 60");
        }
    }

    private static void CheckSpan(int period, int periods)
    {
        var most = period >= HourSeconds ? Limits.LongEvaluationMax : Limits.EvaluationMax;
        if ((long)period * periods > most)
        {
            throw Refusal.Invalid(
                $"Metrics cannot be checked across more than {(period >= HourSeconds ? "seven days" : "a day")} "
                + $"(EvaluationPeriods * Period must be <= {most}).");
        }
    }

    /// <param name="dimensions">Of the metric; null for a composite alarm.</param>
    private static void CheckActions(List<string>?[] lists, string region, List<Dimension>? dimensions)
    {
        foreach (var list in lists.OfType<List<string>>())
        {
            if (list.Count > Limits.ActionsMax)
            {
                throw Refusal.Invalid($"Actions cannot have more than {Limits.ActionsMax} elements for a state.");
            }

            foreach (var text in list)
            {
                var action = ActionArn.Parse(text) ?? throw Refusal.Invalid(
                    ActionArn.Stranger(text) is { } vendor
                        ? $"Unsupported AWS vendor {vendor}"
                        : $"Invalid arn syntax: {text}");
                if (action.Region.Length > 0 && action.Region != region)
                {
                    throw Refusal.Invalid($"Invalid region {action.Region} specified. Only {region} is supported.");
                }

                if (dimensions is null && action.Kind != ActionKind.Other)
                {
                    throw Refusal.Invalid($"Composite alarms cannot perform the action {text}");
                }

                if (action.Kind == ActionKind.Instance && dimensions?.Exists(each => each.Name == "InstanceId") != true)
                {
                    throw Refusal.Invalid($"Invalid use of EC2 action {text}: the metric has no dimension InstanceId");
                }
            }
        }
    }
}
