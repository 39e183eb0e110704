using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What an alarm, by its policy, makes of a group. Pure.</summary>
internal static class Wishes
{
    private const int DefaultCooldownSeconds = 300;

    /// <summary>Lets the policy act on what was heard; says whether the group is to have another capacity.</summary>
    /// <param name="heard">What was heard of all policies, this time too.</param>
    public static bool Fulfil(
        AutoScalingState state, Group group, ScalingPolicy policy, AlarmAction action, Heard heard, DateTimeOffset now)
    {
        var standing = Standings.Of(state, group, policy, now);
        if (policy.Enabled == false
            || group.Suspends(Processes.AlarmNotification)
            || Proposal.Of(policy, standing, Value(policy, action), action.Threshold) is not { } wish)
        {
            return false;
        }

        var isSimple = policy.PolicyType == PolicyTypes.Simple;
        if (group.Suspends(wish > group.Desired ? Processes.Launch : Processes.Terminate)
            || (isSimple && (Capacity.IsCooling(group, now) || Standings.IsBusy(state, group))))
        {
            return false;
        }

        var others = state.PoliciesOf(group.Id).Select(row => row.Shown)
            .Where(each => each.PolicyARN != policy.PolicyARN);
        return Agreement.On(wish, policy, group, others, other => Asked(state, group, other, heard, now)) is { } agreed
            && Capacity.Set(
                state,
                group,
                agreed,
                Reasons.Alarm(action.Alarm, action.State, policy.PolicyName!),
                now,
                isSimple ? Cooldown(group, policy) : null);
    }

    /// <summary>What the policy says, or else the group ("Scaling cooldowns", Auto Scaling user guide).</summary>
    public static TimeSpan Cooldown(Group group, ScalingPolicy policy) => TimeSpan.FromSeconds(
        policy.Cooldown ?? group.Shown.DefaultCooldown ?? DefaultCooldownSeconds);

    /// <summary>One value of the newest ones, where the policy says how.</summary>
    private static double? Value(ScalingPolicy policy, AlarmAction action) => policy.PolicyType == PolicyTypes.Step
        ? Aggregation.Of(policy.MetricAggregationType, action.Values) ?? action.Value
        : action.Value;

    /// <summary>
    /// Where another policy would have the group by what was heard of it; one that tracks is heard low.
    /// </summary>
    private static (bool IsHeard, int? Capacity) Asked(
        AutoScalingState state, Group group, ScalingPolicy other, Heard heard, DateTimeOffset now)
    {
        if (heard.Of(other, now) is not { } action)
        {
            return (false, null);
        }

        var standing = Standings.Of(state, group, other, now);
        var aim = Proposal.Aim(other, standing, Value(other, action), action.Threshold);
        var isHeard = other.PolicyType != PolicyTypes.TargetTracking || TargetAlarms.IsLow(action.Alarm, group.Name);
        return (isHeard, aim?.Capacity);
    }
}
