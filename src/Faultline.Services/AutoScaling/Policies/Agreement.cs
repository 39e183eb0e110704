using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// What becomes of a policy's wish when a group has several ("Multiple dynamic scaling policies", Amazon EC2 Auto
/// Scaling user guide): the largest capacity, out and in; and target tracking scales in only when all that track would.
/// Pure.
/// </summary>
internal static class Agreement
{
    /// <summary>The capacity that all can live with; null when some say no.</summary>
    /// <param name="wish">What the policy asks for.</param>
    /// <param name="others">The other policies of the group.</param>
    /// <param name="asked">What another policy asks for by what its alarm said; null when none did of late.</param>
    public static int? On(
        int wish,
        ScalingPolicy policy,
        Group group,
        IEnumerable<ScalingPolicy> others,
        Func<ScalingPolicy, (bool IsHeard, int? Capacity)> asked)
    {
        if (wish >= group.Desired)
        {
            return wish;
        }

        var largest = wish;
        foreach (var other in others.Where(each => each.Enabled != false))
        {
            var (isHeard, capacity) = asked(other);
            if (IsTracking(policy) && IsTracking(other) && !isHeard)
            {
                return null;
            }

            largest = capacity is { } more ? Math.Max(largest, more) : largest;
        }

        return largest < group.Desired ? largest : null;
    }

    /// <summary>It has a word in whether the group scales in.</summary>
    private static bool IsTracking(ScalingPolicy policy) =>
        policy is { PolicyType: PolicyTypes.TargetTracking, TargetTrackingConfiguration.DisableScaleIn: not true };
}
