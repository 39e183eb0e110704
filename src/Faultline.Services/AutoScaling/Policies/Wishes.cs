using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What an alarm, by its policy, makes of a group. Pure.</summary>
internal static class Wishes
{
    private const int DefaultCooldownSeconds = 300;

    /// <summary>Lets the policy act on a word; says whether the group is to have another capacity.</summary>
    /// <param name="heard">What was said to all policies, this time too.</param>
    /// <param name="isShifted">The group is shifted away from a zone: policies do not shrink it.</param>
    public static bool Fulfil(
        AutoScalingState state, Group group, ScalingPolicy policy, Word word, Heard heard, bool isShifted)
    {
        var now = word.At;
        var standing = Standings.Of(state, group, policy, now);
        if (policy.Enabled == false
            || group.Suspends(Processes.AlarmNotification)
            || Proposal.Of(policy, standing, word.Value, word.Threshold) is not { } wish)
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
            && !(isShifted && agreed < group.Desired)
            && Capacity.Set(
                state,
                group,
                agreed,
                Reasons.Alarm(word.Alarm, word.State, policy.PolicyName!),
                now,
                isSimple ? Cooldown(group, policy) : null);
    }

    /// <summary>What the policy says, or else the group ("Scaling cooldowns", Auto Scaling user guide).</summary>
    public static TimeSpan Cooldown(Group group, ScalingPolicy policy) => TimeSpan.FromSeconds(
        policy.Cooldown ?? group.Shown.DefaultCooldown ?? DefaultCooldownSeconds);

    /// <summary>
    /// Where another policy would have the group by what was said to it; one that tracks is heard when it is low.
    /// </summary>
    private static (bool IsHeard, int? Capacity) Asked(
        AutoScalingState state, Group group, ScalingPolicy other, Heard heard, DateTimeOffset now)
    {
        if (heard.To(other, now) is not { } word)
        {
            return (false, null);
        }

        var standing = Standings.Of(state, group, other, now);
        var aim = Proposal.Aim(other, standing, word.Value, word.Threshold);
        var isHeard = other.PolicyType != PolicyTypes.TargetTracking || TargetAlarms.IsLow(word.Alarm, group.Name);
        return (isHeard, aim?.Capacity);
    }
}
