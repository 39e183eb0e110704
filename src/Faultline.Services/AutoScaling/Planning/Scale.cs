using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// What a group lacks is launched, what it has too much goes ("Set capacity limits for your Auto Scaling group" in the
/// user guide). Who is to be replaced goes only when somebody else serves. Pure.
/// </summary>
internal static class Scale
{
    /// <summary>
    /// So many launches of a group are under way at once; AWS launches in batches, and says no number.
    /// </summary>
    public const int LaunchesMax = 20;

    public static void Settle(Scene scene)
    {
        Grow(scene);
        Cover(scene);
        Shrink(scene);
    }

    /// <summary>Launches one more, in the zone that has the fewest; false when nothing can be launched now.</summary>
    public static bool LaunchOne(Scene scene, string cause, bool isExtra = false)
    {
        var group = scene.Group;
        if (scene.Launches.Count >= LaunchesMax || group.Suspends(Processes.Launch) || IsStopped(scene))
        {
            return false;
        }

        var zone = Zones.ForLaunch(
            group,
            Zones.Count(group, Zones.There(scene)),
            scene.Fails,
            scene.Away);
        if (zone is not null && Recipe.Begin(scene, zone, cause, isExtra: isExtra))
        {
            return true;
        }

        scene.Again(Option.Again(group, scene.Now));
        return false;
    }

    /// <summary>Launches fail whatever the zone: not before a while are others tried.</summary>
    public static bool IsStopped(Scene scene)
    {
        if (scene.Group.Troubles.GetValueOrDefault(ZoneTrouble.Anywhere) is { } trouble && trouble.Until > scene.Now)
        {
            scene.Again(trouble.Until);
            return true;
        }

        return false;
    }

    private static void Grow(Scene scene)
    {
        var group = scene.Group;
        var (from, to) = (scene.Active, group.Desired);
        if (from >= to || group.Suspends(Processes.Launch))
        {
            return;
        }

        var isReplacing = group.Why is null && scene.Members.Any(each => each is { Ill: not null, Leaving: not null });
        var cause = isReplacing ? Causes.Replacing(scene.Now) : Causes.Started(group, from, to, scene.Now);
        while (scene.Active < to && (WarmPools.Take(scene, cause) || LaunchOne(scene, cause)))
        {
        }
    }

    /// <summary>Launches for those who are to be replaced, as far as the group may grow meanwhile.</summary>
    private static void Cover(Scene scene)
    {
        var group = scene.Group;
        var replaced = scene.Members.Where(each => each is { Counts: true, Replaced: true }).ToList();
        var most = Percent.MostHealthy(scene) is var percent && group.Desired * percent / 100 is var allowed
            ? Math.Max(allowed, group.Desired + 1)
            : 0;
        var wanted = group.Desired + Math.Min(replaced.Sum(each => each.Weight), most - group.Desired);
        while (replaced.Count > 0 && scene.Active < wanted
            && LaunchOne(scene, CauseFor(scene, replaced), isExtra: true))
        {
        }
    }

    private static void Shrink(Scene scene)
    {
        var group = scene.Group;
        var (from, to) = (scene.Active, group.Desired);
        var surplus = from - to - scene.ExtraToCome;
        if (surplus <= 0 || group.Suspends(Processes.Terminate))
        {
            return;
        }

        while (surplus > 0 && Next(scene) is { } victim && victim.Weight <= Math.Max(surplus, 1))
        {
            surplus -= victim.Weight;
            var cause = victim.Replaced ? Because(scene, victim) : Causes.Shrunk(group, victim.Id, from, to, scene.Now);
            if (!victim.Replaced && WarmPools.Reuses(group))
            {
                WarmPools.Return(scene, victim, cause);
            }
            else
            {
                scene.Terminate(victim, cause);
            }
        }
    }

    private static Member? Next(Scene scene)
    {
        var there = scene.Members.Where(each => each.Counts).ToList();
        return there.Where(each => each.Replaced).OrderBy(each => each.Launched).FirstOrDefault()
            ?? Victims.Choose(
                scene.Group,
                there,
                name => scene.State.LaunchConfigurations.Find(Part.IdOf(scene.Group.Account, name))?.Shown.CreatedTime,
                scene.Now);
    }

    private static string CauseFor(Scene scene, List<Member> replaced) =>
        replaced.Exists(each => each.Ill is not null) ? Causes.Replacing(scene.Now)
        : replaced.Exists(each => each.AtRisk) ? Causes.Rebalancing(scene.Now)
        : scene.State.RefreshOf(scene.Group.Id) is not null ? Causes.Refreshing(scene.Now)
        : Causes.Aging(scene.Now);

    private static string Because(Scene scene, Member victim) =>
        victim.Ill is { } ill ? Causes.TakenOut(ill, scene.Now)
        : victim.AtRisk ? Causes.TakenOut(Causes.Risk, scene.Now)
        : scene.State.RefreshOf(scene.Group.Id) is not null ? Causes.Refreshed(victim.Id, scene.Now)
        : Causes.TakenOut("its maximum instance lifetime", scene.Now);
}
