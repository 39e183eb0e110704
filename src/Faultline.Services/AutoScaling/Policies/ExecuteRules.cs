using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What goes with the execution of a policy (ExecutePolicy in the API reference). Pure.</summary>
internal static class ExecuteRules
{
    public static void Check(ScalingPolicy policy, ExecutePolicyType asked)
    {
        Demand(policy.Enabled != false, $"The policy {policy.PolicyName} is disabled");
        if (policy.PolicyType == PolicyTypes.Simple)
        {
            Demand(
                asked is { MetricValue: null, BreachThreshold: null },
                "MetricValue and BreachThreshold are not supported for a SimpleScaling policy");
            return;
        }

        Demand(
            policy.PolicyType == PolicyTypes.Step,
            $"A policy of type {policy.PolicyType} can't be executed: it is for its own alarms or forecasts to do so");
        Demand(asked.HonorCooldown != true, "HonorCooldown is not supported for a StepScaling policy");
        Demand(
            asked is { MetricValue: not null, BreachThreshold: not null },
            "MetricValue and BreachThreshold must be specified for a StepScaling policy");
        var breach = asked.MetricValue!.Value - asked.BreachThreshold!.Value;
        Demand(
            Steps.Find(policy.StepAdjustments ?? [], breach) is not null,
            $"No step adjustment of the policy {policy.PolicyName} is for the metric value that was specified");
    }

    private static void Demand(bool so, string message)
    {
        if (!so)
        {
            throw Refusal.Invalid(message);
        }
    }
}
