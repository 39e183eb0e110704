using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// What a scaling policy may say (PutScalingPolicy in the API reference); errors worded as AWS answers them. Pure.
/// </summary>
internal static class PolicyRules
{
    /// <summary>The policy that was asked for as the API shows it, without its ARN and alarms.</summary>
    public static ScalingPolicy Read(PutScalingPolicyType request, Group group)
    {
        var type = request.PolicyType ?? PolicyTypes.Simple;
        NotNegative(request.Cooldown, "Cooldown");
        NotNegative(request.EstimatedInstanceWarmup, "EstimatedInstanceWarmup");
        var policy = type switch
        {
            PolicyTypes.Simple => Simple(request),
            PolicyTypes.Step => Step(request),
            PolicyTypes.TargetTracking => Tracking(request, group),
            PolicyTypes.Predictive => Predictive(request, group),
            _ => throw Refusal.Invalid(
                $"'{type}' is no policy type: it is one of {string.Join(", ", PolicyTypes.All)}"),
        };
        policy.AutoScalingGroupName = group.Name;
        policy.PolicyName = request.PolicyName;
        policy.PolicyType = type;
        policy.Enabled = request.Enabled ?? true;
        return policy;
    }

    private static ScalingPolicy Simple(PutScalingPolicyType request)
    {
        CheckType(request, PolicyTypes.Simple);
        Without(
            "{0} is not supported for a SimpleScaling policy",
            ("MetricAggregationType", request.MetricAggregationType),
            ("EstimatedInstanceWarmup", request.EstimatedInstanceWarmup),
            ("StepAdjustments", Some(request.StepAdjustments)),
            ("TargetTrackingConfiguration", request.TargetTrackingConfiguration),
            ("PredictiveScalingConfiguration", request.PredictiveScalingConfiguration));
        var amount = request.ScalingAdjustment
            ?? throw Refusal.Invalid("Scaling increment must be specified for a SimpleScaling policy");
        CheckAmount(request.AdjustmentType, amount);
        CheckLeast(request);
        return new()
        {
            AdjustmentType = request.AdjustmentType,
            ScalingAdjustment = amount,
            MinAdjustmentMagnitude = request.MinAdjustmentMagnitude,
            MinAdjustmentStep = request.MinAdjustmentStep,
            Cooldown = request.Cooldown,
        };
    }

    private static ScalingPolicy Step(PutScalingPolicyType request)
    {
        CheckType(request, PolicyTypes.Step);
        Without(
            "{0} is not supported for a StepScaling policy",
            ("ScalingAdjustment", request.ScalingAdjustment),
            ("TargetTrackingConfiguration", request.TargetTrackingConfiguration),
            ("PredictiveScalingConfiguration", request.PredictiveScalingConfiguration));
        var aggregation = request.MetricAggregationType ?? Aggregation.Average;
        if (!Aggregation.All.Contains(aggregation))
        {
            throw Refusal.Invalid(
                $"MetricAggregationType must be one of {string.Join(", ", Aggregation.All)}, not '{aggregation}'");
        }

        CheckLeast(request);
        StepRules.Check(request.StepAdjustments ?? []);
        request.StepAdjustments!.ForEach(step => CheckAmount(request.AdjustmentType, step.ScalingAdjustment ?? 0));
        return new()
        {
            AdjustmentType = request.AdjustmentType,
            StepAdjustments = request.StepAdjustments,
            MetricAggregationType = aggregation,
            MinAdjustmentMagnitude = request.MinAdjustmentMagnitude,
            MinAdjustmentStep = request.MinAdjustmentStep,
            EstimatedInstanceWarmup = request.EstimatedInstanceWarmup,
        };
    }

    private static ScalingPolicy Tracking(PutScalingPolicyType request, Group group)
    {
        Without(
            "{0} are not supported for a TargetTracking policy",
            ("MetricAggregationType", request.MetricAggregationType),
            ("MinAdjustmentMagnitude", request.MinAdjustmentMagnitude),
            ("ScalingAdjustment", request.ScalingAdjustment),
            ("StepAdjustments", Some(request.StepAdjustments)),
            ("PredictiveScalingConfiguration", request.PredictiveScalingConfiguration));
        var tracking = request.TargetTrackingConfiguration
            ?? throw Refusal.Invalid("You should provide a TargetTrackingConfiguration");
        TargetRules.Check(tracking, group);
        return new()
        {
            TargetTrackingConfiguration = tracking,
            EstimatedInstanceWarmup = request.EstimatedInstanceWarmup,
        };
    }

    private static ScalingPolicy Predictive(PutScalingPolicyType request, Group group)
    {
        Without(
            "You can't specify {0} for policy type: PredictiveScaling",
            ("TargetTrackingConfiguration", request.TargetTrackingConfiguration),
            ("AdjustmentType", request.AdjustmentType),
            ("ScalingAdjustment", request.ScalingAdjustment),
            ("StepAdjustments", Some(request.StepAdjustments)),
            ("EstimatedInstanceWarmup", request.EstimatedInstanceWarmup));
        var predictive = request.PredictiveScalingConfiguration
            ?? throw Refusal.Invalid("You must specify PredictiveScalingConfiguration");
        return new() { PredictiveScalingConfiguration = PredictiveRules.Read(predictive, group) };
    }

    private static void CheckType(PutScalingPolicyType request, string type)
    {
        if (request.AdjustmentType is null)
        {
            throw Refusal.Invalid($"You must specify an AdjustmentType for policy type: {type}");
        }

        if (!Adjustment.All.Contains(request.AdjustmentType))
        {
            throw Refusal.Invalid(
                $"AdjustmentType must be one of {string.Join(", ", Adjustment.All)}, not '{request.AdjustmentType}'");
        }
    }

    private static void CheckAmount(string? type, int amount)
    {
        if (type == Adjustment.Exact && amount < 0)
        {
            throw Refusal.Invalid(
                "The lowest value for ScalingAdjustment parameter is 0 with the specified adjustment type");
        }
    }

    private static void CheckLeast(PutScalingPolicyType request)
    {
        if (request is { MinAdjustmentMagnitude: not null, MinAdjustmentStep: not null })
        {
            throw Refusal.Invalid("MinAdjustmentStep and MinAdjustmentMagnitude say the same; specify one of them");
        }

        if ((request.MinAdjustmentMagnitude ?? request.MinAdjustmentStep) is not { } least)
        {
            return;
        }

        if (request.AdjustmentType != Adjustment.Percent)
        {
            throw Refusal.Invalid("MinAdjustmentMagnitude is not supported by the specified adjustment type");
        }

        if (least <= 0)
        {
            throw Refusal.Invalid("If specified, MinAdjustmentMagnitude must be greater than zero");
        }
    }

    private static void NotNegative(int? seconds, string name)
    {
        if (seconds < 0)
        {
            throw Refusal.Invalid($"{name} must not be negative");
        }
    }

    /// <summary>Members of other types of policies that are there all the same.</summary>
    private static void Without(string words, params (string Name, object? Value)[] members)
    {
        if (Array.Find(members, member => member.Value is not null) is { Name: { } name })
        {
            throw Refusal.Invalid(string.Format(CultureInfo.InvariantCulture, words, name));
        }
    }

    private static List<T>? Some<T>(List<T>? list) => list is { Count: > 0 } ? list : null;
}
