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
    public static int? Of(ScalingPolicy policy, Standing group, double? value, double? threshold) =>
        policy.PolicyType switch
        {
            PolicyTypes.Simple => Simple(policy, group),
            PolicyTypes.Step when value is not null && threshold is not null => Step(policy, group, value - threshold),
            PolicyTypes.TargetTracking when value is not null => Track(policy, group, value.Value),
            _ => null,
        };

    private static int? Simple(ScalingPolicy policy, Standing group) => Changed(
        group, Adjustment.Of(policy.AdjustmentType, policy.ScalingAdjustment ?? 0, Least(policy), group.Desired));

    /// <summary>
    /// Scaling out counts from those that are ready, so that one breach that lasts adds once. Scaling in counts those
    /// that leave, and begins only when nobody comes ("Instance warm-up").
    /// </summary>
    private static int? Step(ScalingPolicy policy, Standing group, double? breach)
    {
        if (Steps.Find(policy.StepAdjustments ?? [], breach!.Value) is not { ScalingAdjustment: { } amount })
        {
            return null;
        }

        int From(int capacity) =>
            group.Within(Adjustment.Of(policy.AdjustmentType, amount, Least(policy), capacity));
        var isOut = policy.AdjustmentType == Adjustment.Exact ? amount > group.Desired : amount > 0;
        return isOut ? Out(group, From(group.Ready)) : In(group, From(group.Ready + group.Leaving));
    }

    private static int? Track(ScalingPolicy policy, Standing group, double value)
    {
        var tracking = policy.TargetTrackingConfiguration!;
        var share = value / tracking.TargetValue!.Value;
        if (share > 1)
        {
            // Nobody's load says how many are needed where nobody is: one is a beginning.
            return Out(group, group.Desired == 0 ? group.Within(1) : group.Within(Whole(group.Ready * share)));
        }

        if (tracking.DisableScaleIn == true)
        {
            return null;
        }

        var needed = Whole((group.Ready + group.Leaving) * share);
        return In(group, group.Within(Math.Max(needed, group.Desired - Math.Max(1, group.Desired / GradualShare))));
    }

    private static int? Out(Standing group, int capacity) => capacity > group.Desired ? capacity : null;

    private static int? In(Standing group, int capacity) =>
        capacity < group.Desired && group.Coming == 0 ? capacity : null;

    private static int? Changed(Standing group, int capacity) =>
        group.Within(capacity) is var within && within != group.Desired ? within : null;

    private static int Whole(double units) => (int)Math.Min(int.MaxValue, Math.Ceiling(units - Hair));

    /// <summary>The second name is AWS's older one for the same.</summary>
    private static int? Least(ScalingPolicy policy) => policy.MinAdjustmentMagnitude ?? policy.MinAdjustmentStep;
}
