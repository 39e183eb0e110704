using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What a predictive policy may say; errors worded as AWS answers them. Pure.</summary>
internal static class PredictiveRules
{
    /// <summary>PredictiveScalingConfiguration in the API reference: less than the hour of a forecast.</summary>
    private const int BufferSecondsMost = 3599;

    /// <summary>The configuration as the API shows it, with the defaults in it.</summary>
    public static PredictiveScalingConfiguration Read(PredictiveScalingConfiguration asked, Group group)
    {
        Demand(asked.MetricSpecifications.Count == 1, "You must specify one metric specification");
        CheckMetric(asked.MetricSpecifications[0], group);
        var mode = asked.Mode ?? PredictiveScalingMode.ForecastOnly;
        var breach = asked.MaxCapacityBreachBehavior ?? PredictiveScalingMaxCapacityBreachBehavior.HonorMaxCapacity;
        Demand(
            mode is PredictiveScalingMode.ForecastOnly or PredictiveScalingMode.ForecastAndScale,
            $"'{mode}' is no mode of predictive scaling");
        Demand(
            asked.SchedulingBufferTime is null or (>= 0 and <= BufferSecondsMost),
            $"SchedulingBufferTime must be between 0 and {BufferSecondsMost} seconds");
        CheckBreach(breach, asked.MaxCapacityBuffer);
        if (mode == PredictiveScalingMode.ForecastAndScale
            && breach == PredictiveScalingMaxCapacityBreachBehavior.IncreaseMaxCapacity)
        {
            throw Refusal.NotBuilt("predictive scaling beyond the maximum capacity");
        }

        return new()
        {
            MetricSpecifications = asked.MetricSpecifications,
            Mode = mode,
            SchedulingBufferTime = asked.SchedulingBufferTime,
            MaxCapacityBreachBehavior = breach,
            MaxCapacityBuffer = asked.MaxCapacityBuffer,
        };
    }

    private static void CheckMetric(PredictiveScalingMetricSpecification metric, Group group)
    {
        var isPair = metric.PredefinedMetricPairSpecification is not null;
        var loads = Count(metric.PredefinedLoadMetricSpecification, metric.CustomizedLoadMetricSpecification);
        var scalings = Count(metric.PredefinedScalingMetricSpecification, metric.CustomizedScalingMetricSpecification);
        Demand(
            isPair ? loads + scalings == 0 : loads == 1 && scalings == 1,
            "A policy must have either one scaling metric and one load metric or one metric pair");
        Demand(
            metric.CustomizedCapacityMetricSpecification is null
                || metric.CustomizedLoadMetricSpecification is not null,
            "Capacity metric can only be used when you use customized load metric.");
        Demand(metric.TargetValue is > 0, "Target value must be greater than 0");
        if (metric.CustomizedLoadMetricSpecification is not null
            || metric.CustomizedScalingMetricSpecification is not null)
        {
            throw Refusal.NotBuilt("predictive scaling by customized metrics");
        }

        var load = LoadMetric.Of(metric)
            ?? throw Refusal.Invalid("The predefined metric types of the policy are unknown, or not of one kind");
        if (!load.NeedsLabel)
        {
            return;
        }

        Demand(load.Label is not null, "A resource label is required");
        Labels.Check(load.Label!, group);
    }

    private static void CheckBreach(string breach, int? buffer)
    {
        var isHonoured = breach == PredictiveScalingMaxCapacityBreachBehavior.HonorMaxCapacity;
        Demand(
            isHonoured || breach == PredictiveScalingMaxCapacityBreachBehavior.IncreaseMaxCapacity,
            $"'{breach}' is no behaviour of predictive scaling at the maximum capacity");
        Demand(
            !isHonoured || buffer is null, "You must not specify max capacity buffer when using HonorMaxCapacity");
        Demand(
            isHonoured || buffer is not null, "You must specify max capacity buffer when using IncreaseMaxCapacity");
        Demand(buffer is null or (>= 0 and <= 100), "MaxCapacityBuffer must be between 0 and 100 percent");
    }

    private static int Count(object? one, object? other) => (one is null ? 0 : 1) + (other is null ? 0 : 1);

    private static void Demand(bool so, string message)
    {
        if (!so)
        {
            throw Refusal.Invalid(message);
        }
    }
}
