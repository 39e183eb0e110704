using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// The one place in which the desired capacity of a group changes. The reconciler follows it, and begins the causes of
/// its activities with what is noted here. Pure.
/// </summary>
internal static class Capacity
{
    /// <summary>Whether the cooldown of the last simple scaling, or of the last user's wish, is not over.</summary>
    public static bool IsCooling(Group group, DateTimeOffset now) => group.CoolsUntil > now;

    /// <summary>The nearest capacity that the group may have.</summary>
    public static int Within(Group group, int desired) => Math.Max(group.Min, Math.Min(group.Max, desired));

    /// <summary>Sets the desired capacity, within the group's bounds; says whether it is another one then.</summary>
    /// <param name="who">
    /// What the cause says before "changing the desired capacity from 4 to 3", as <c>a monitor alarm A in state ALARM
    /// triggered policy P</c>.
    /// </param>
    /// <param name="cooldown">How long others wait who honour it; null where the change begins no cooldown.</param>
    public static bool Set(
        AutoScalingState state, Group group, int desired, string who, DateTimeOffset now, TimeSpan? cooldown = null)
    {
        var wanted = Within(group, desired);
        if (wanted == group.Desired)
        {
            return false;
        }

        state.Groups.Put(Changed(group, wanted, who, now) with
        {
            CoolsUntil = cooldown is { } span ? now + span : group.CoolsUntil,
        });
        return true;
    }

    /// <summary>The group with that desired capacity, and why.</summary>
    public static Group Changed(Group group, int desired, string who, DateTimeOffset now) =>
        group.With(shown => shown.DesiredCapacity = desired) with
        {
            Why = $"At {Hours.Text(now)} {who} changing the desired capacity from {group.Desired} to {desired}.",
        };
}
