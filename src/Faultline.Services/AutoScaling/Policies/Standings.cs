using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>How a group stands for one of its policies. Pure.</summary>
internal static class Standings
{
    /// <summary>"Available warm-up and cooldown settings", Amazon EC2 Auto Scaling user guide.</summary>
    private const int DefaultCooldownSeconds = 300;

    public static Standing Of(AutoScalingState state, Group group, ScalingPolicy policy, DateTimeOffset now)
    {
        var warmup = Warmup(group, policy);
        var (ready, coming, leaving) = (0, 0, 0);
        foreach (var member in state.MembersOf(group.Id))
        {
            if (IsLeaving(member))
            {
                leaving += member.Weight;
            }
            else if (member.IsInService && (member.Served ?? member.Since) + warmup <= now)
            {
                ready += member.Weight;
            }
            else if (member.Counts)
            {
                coming += member.Weight;
            }
        }

        coming += state.LaunchesOf(group.Id).Where(launch => launch is { IsWarm: false, IsExtra: false })
            .Sum(launch => launch.Weight);
        return new()
        {
            Desired = group.Desired,
            Min = group.Min,
            Max = group.Max,
            Ready = ready,
            Coming = coming + Missing(group, ready + coming),
            Leaving = leaving,
        };
    }

    /// <summary>
    /// How long an instance in service warms up for a policy: what the policy says, or the group, or its cooldown.
    /// </summary>
    public static TimeSpan Warmup(Group group, ScalingPolicy policy) => TimeSpan.FromSeconds(
        policy.EstimatedInstanceWarmup
        ?? (group.Shown.DefaultInstanceWarmup is >= 0 ? group.Shown.DefaultInstanceWarmup : null)
        ?? group.Shown.DefaultCooldown
        ?? DefaultCooldownSeconds);

    /// <summary>Whether the group is still on its way to what was last wanted of it.</summary>
    public static bool IsBusy(AutoScalingState state, Group group) =>
        group.Why is not null
        || state.LaunchesOf(group.Id).Any(launch => !launch.IsWarm)
        || state.MembersOf(group.Id).Any(member => member.IsPending || IsLeaving(member));

    /// <summary>
    /// Wanted, and not begun: it comes. Where zones have no room nobody knows when, so that it keeps nobody from
    /// scaling in.
    /// </summary>
    private static int Missing(Group group, int there) =>
        group.Troubles.IsEmpty ? Math.Max(0, group.Desired - there) : 0;

    private static bool IsLeaving(Member member) => member.Leaving == Leaving.Termination
        || member.State.StartsWith(LifecycleState.Terminating, StringComparison.Ordinal);
}
