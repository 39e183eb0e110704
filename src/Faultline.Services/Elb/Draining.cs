using System.Globalization;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Settings;

namespace Faultline.Services.Elb;

/// <summary>How targets leave: what is under way with them has the delay of their group. Pure.</summary>
internal static class Draining
{
    /// <summary>A target leaves; at once when nobody sends to it, or the group gives no time.</summary>
    public static void Begin(ElbState state, Registration target, DateTimeOffset now)
    {
        var delay = state.Groups.Find(target.Group) is { } group && state.BalancersOf(group.Id).Any()
            ? int.Parse(
                GroupSettings.Of(group.Shown).Value(group.Set, GroupSettings.Delay), CultureInfo.InvariantCulture)
            : 0;
        if (delay == 0)
        {
            state.Targets.Remove(target.Id);
        }
        else
        {
            state.Targets.Put(target with { LeavesAt = now + TimeSpan.FromSeconds(delay) });
        }
    }
}
