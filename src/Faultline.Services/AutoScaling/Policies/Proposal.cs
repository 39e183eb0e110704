using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>The desired capacity that a policy asks for. Pure.</summary>
internal static class Proposal
{
    /// <summary>
    /// A target-tracking policy takes away this share of the group at a time, and one at least: "scales in more
    /// gradually" is all that AWS says of it.
    /// </summary>
    private const int GradualShare = 10;

    /// <summary>Room for what dividing costs, so that a group which needs 4 is not given 5.</summary>
    private const double Hair = 1e-9;

    /// <summary>Null when it asks for nothing, or for what is there already.</summary>
    /// <param name="value">The metric; null when nobody knows it.</param>
    /// <param name="threshold">What it broke; null when nothing was said of that.</param>
    public static int? Of(ScalingPolicy policy, Standing group, double? value, double? threshold)
    {
        if (Aim(policy, group, value, threshold) is not (var isOut, var capacity) || capacity == group.Desired)
        {
            return null;
        }

        // Simple scaling waits for whoever comes before it asks for anything.
        return policy.PolicyType == PolicyTypes.Simple
            || (isOut ? capacity > group.Desired : capacity < group.Desired && group.Coming == 0)
                ? capacity
                : null;
    }

    /// <summary>Where the policy would have the group go, out or in, wherever it is now; null when nowhere.</summary>
    public static (bool IsOut, int Capacity)? Aim(
        ScalingPolicy policy, Standing group, double? value, double? threshold) => policy.PolicyType switch
        {
            PolicyTypes.Simple => Simple(policy, group),
            PolicyTypes.Step when value is not null && threshold is not null =>
                Step(policy, group, value.Value - threshold.Value),
            PolicyTypes.TargetTracking when value is not null => Track(policy, group, value.Value),
            _ => null,
        };

    private static (bool IsOut, int Capacity) Simple(ScalingPolicy policy, Standing group)
    {
        var capacity = group.Within(
            Adjustment.Of(policy.AdjustmentType, policy.ScalingAdjustment ?? 0, Least(policy), group.Desired));
        return (capacity > group.Desired, capacity);
    }

    /// <summary>
    /// Scaling out counts from those that are ready, so that one breach that lasts adds once. Scaling in counts those
    /// that leave, and begins only when nobody comes ("Instance warm-up").
    /// </summary>
    private static (bool IsOut, int Capacity)? Step(ScalingPolicy policy, Standing group, double breach)
    {
        if (Steps.Find(policy.StepAdjustments ?? [], breach) is not { ScalingAdjustment: { } amount })
        {
            return null;
        }

        var isOut = policy.AdjustmentType == Adjustment.Exact ? amount > group.Desired : amount > 0;
        var from = isOut ? group.Ready : group.Ready + group.Leaving;
        return (isOut, group.Within(Adjustment.Of(policy.AdjustmentType, amount, Least(policy), from)));
    }

    private static (bool IsOut, int Capacity)? Track(ScalingPolicy policy, Standing group, double value)
    {
        var tracking = policy.TargetTrackingConfiguration!;
        var share = value / tracking.TargetValue!.Value;
        if (share > 1)
        {
            // Nobody's load says how many are needed where nobody is: one is a beginning.
            return (true, group.Within(group.Desired == 0 ? 1 : Whole(group.Ready * share)));
        }

        var needed = Whole((group.Ready + group.Leaving) * share);
        var gradual = group.Desired - Math.Max(1, group.Desired / GradualShare);
        return tracking.DisableScaleIn == true ? null : (false, group.Within(Math.Max(needed, gradual)));
    }

    private static int Whole(double units) => (int)Math.Min(int.MaxValue, Math.Ceiling(units - Hair));

    /// <summary>The second name is AWS's older one for the same.</summary>
    private static int? Least(ScalingPolicy policy) => policy.MinAdjustmentMagnitude ?? policy.MinAdjustmentStep;
}
