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
        if (policy.Enabled == false
            || group.Suspends(Processes.AlarmNotification)
            || Wanted(state, group, policy, action, now) is not { } wish)
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

    /// <summary>What a policy's own word begins, or else the group's ("Scaling cooldowns", Auto Scaling user guide).</summary>
    public static TimeSpan Cooldown(Group group, ScalingPolicy policy) => TimeSpan.FromSeconds(
        policy.Cooldown ?? group.Shown.DefaultCooldown ?? DefaultCooldownSeconds);

    private static int? Wanted(
        AutoScalingState state, Group group, ScalingPolicy policy, AlarmAction action, DateTimeOffset now) =>
        Proposal.Of(policy, Standings.Of(state, group, policy, now), Value(policy, action), action.Threshold);

    /// <summary>One value of the newest ones, where the policy says how.</summary>
    private static double? Value(ScalingPolicy policy, AlarmAction action) => policy.PolicyType == PolicyTypes.Step
        ? Aggregation.Of(policy.MetricAggregationType, action.Values) ?? action.Value
        : action.Value;

    /// <summary>
    /// Whether another policy was heard to scale in as well, and to what. One that tracks a target and would stay asks
    /// for what is there.
    /// </summary>
    private static (bool IsHeard, int? Capacity) Asked(
        AutoScalingState state, Group group, ScalingPolicy other, Heard heard, DateTimeOffset now)
    {
        if (heard.Of(other, now) is not { } action)
        {
            return (false, null);
        }

        var wish = Wanted(state, group, other, action, now);
        return other.PolicyType == PolicyTypes.TargetTracking
            ? (TargetAlarms.IsLow(action.Alarm, group.Name), wish ?? group.Desired)
            : (true, wish);
    }
}
