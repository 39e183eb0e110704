using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Instances that are made ready before they are needed ("Decrease latency with warm pools" in the Auto Scaling user
/// guide). Pure.
/// </summary>
internal static class WarmPools
{
    /// <summary>Keeps the pool at its size.</summary>
    public static void Settle(Scene scene)
    {
        var group = scene.Group;
        if (group.Shown.WarmPoolConfiguration is not { } pool)
        {
            return;
        }

        var warm = scene.Members.Where(each => each.IsWarm).ToList();
        if (pool.Status == WarmPoolStatus.PendingDelete)
        {
            Dissolve(scene, warm);
            return;
        }

        var ready = warm.FindAll(each => each.Leaving is null);
        var (size, coming) = (Size(group, pool), scene.Launches.Count(each => each.IsWarm));
        for (var surplus = ready.Count + coming - size;
            surplus > 0 && ready.Count > 0 && !group.Suspends(Processes.Terminate);
            surplus--)
        {
            var last = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            scene.Terminate(
                last, Causes.TakenOut("a difference between desired and actual warm pool capacity", scene.Now));
        }

        if (group.Suspends(Processes.Launch) || Scale.IsStopped(scene) || scene.Active < group.Desired)
        {
            // The group itself comes first.
            return;
        }

        // Whoever is on the way back to the pool fills it too.
        coming += warm.Count(each => each.Leaving == Leaving.WarmPool);
        for (var lack = size - ready.Count - coming; lack > 0 && scene.Launches.Count < Scale.LaunchesMax; lack--)
        {
            var zone = Zones.ForLaunch(
                group,
                Zones.Count(group, [.. scene.Members.Where(each => each.IsWarm).Select(each => (each.Zone, 1)),
                    .. scene.Launches.Where(each => each.IsWarm).Select(each => (each.Zone, 1))]),
                scene.Fails,
                scene.Away);
            if (zone is null || !Recipe.Begin(scene, zone, Causes.Warming(scene.Now), isWarm: true))
            {
                scene.Again(Option.Again(group, scene.Now));
                return;
            }
        }
    }

    /// <summary>
    /// "The difference between the maximum capacity and the desired capacity", or the maximum that is to be prepared;
    /// never less than its minimum.
    /// </summary>
    public static int Size(Group group, WarmPoolConfiguration pool)
    {
        var prepared = pool.MaxGroupPreparedCapacity is { } most and >= 0 ? most : group.Max;
        return Math.Max(pool.MinSize ?? 0, prepared - group.Desired);
    }

    /// <summary>Takes an instance out of the pool into the group; false when none is ready.</summary>
    public static bool Take(Scene scene, string cause)
    {
        var ready = scene.Members
            .Where(each => each.State is LifecycleState.WarmedStopped or LifecycleState.WarmedRunning
                or LifecycleState.WarmedHibernated
                && scene.Seen(each)?.IsGone != true && !scene.Away.Contains(each.Zone))
            .ToList();
        if (ready.Count == 0)
        {
            return false;
        }

        var counts = Zones.Count(scene.Group, Zones.There(scene));
        var taken = ready.MinBy(each => counts.GetValueOrDefault(each.Zone))!;
        var activity = Activities.Begin(
            scene.State,
            scene.Group,
            $"Launching a new EC2 instance from warm pool: {taken.Id}",
            cause,
            (taken.Subnet, taken.Zone),
            scene.Now,
            scene.Dice);
        scene.Put(taken.Enter(LifecycleState.Pending, scene.Now) with { Activity = activity.Id });
        return true;
    }

    public static bool Reuses(Group group) => group.Shown.WarmPoolConfiguration is
        { InstanceReusePolicy.ReuseOnScaleIn: true, Status: not WarmPoolStatus.PendingDelete };

    /// <summary>An instance that the group no longer needs goes back into the pool.</summary>
    public static void Return(Scene scene, Member member, string cause)
    {
        var left = scene.Leave(member, Leaving.WarmPool, "Returning EC2 instance to warm pool", cause);
        scene.Put(left.Enter(LifecycleState.WarmedPending, scene.Now) with { Served = null });
    }

    /// <summary>An instance is ready: it rests as the pool has it.</summary>
    public static void Rest(Scene scene, Member member)
    {
        var seen = scene.Seen(member);
        var wanted = scene.Group.Shown.WarmPoolConfiguration?.PoolState ?? WarmPoolState.Stopped;
        var isResting = wanted == WarmPoolState.Running ? seen is { IsRunning: true } : seen is { State: "stopped" };
        if (isResting && member.Registered.IsEmpty)
        {
            Activities.Succeed(scene.State, member.Activity, scene.Now);
            scene.Put(member.Enter($"Warmed:{wanted}", scene.Now) with { Activity = null, Leaving = null });
        }
        else if (seen is { IsGone: true })
        {
            Lose(scene, member);
        }
    }

    /// <summary>An instance that rests and is gone is missed at once.</summary>
    public static void Watch(Scene scene, Member member)
    {
        if (member.IsWarm && scene.Seen(member) is { IsGone: true })
        {
            Lose(scene, member);
        }
    }

    private static void Lose(Scene scene, Member member) =>
        scene.Terminate(member with { Ill = Causes.Gone }, Causes.TakenOut(Causes.Gone, scene.Now));

    private static void Dissolve(Scene scene, List<Member> warm)
    {
        foreach (var member in warm.Where(each => each.Leaving is null || each.Leaving == Leaving.WarmPool))
        {
            scene.Terminate(member, Causes.TakenOut("a user request to delete the warm pool", scene.Now));
        }

        if (warm.Count == 0 && !scene.Launches.Any(each => each.IsWarm))
        {
            scene.Put(scene.Group.With(shown => shown.WarmPoolConfiguration = null));
        }
    }
}
