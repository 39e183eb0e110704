using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// An instance's way from one lifecycle state to the next ("Amazon EC2 Auto Scaling instance lifecycle" in the user
/// guide): as far as what is seen of it, its hooks and its balancers let it. Pure.
/// </summary>
internal static class Lives
{
    public static void Advance(Scene scene)
    {
        foreach (var id in scene.Members.Select(each => each.Id).ToList())
        {
            // Several steps can be due at once.
            for (var before = Find(scene, id); before is not null; before = Find(scene, id))
            {
                Step(scene, before);
                if (Find(scene, id) == before)
                {
                    break;
                }
            }
        }
    }

    private static Member? Find(Scene scene, string id) => scene.Members.FirstOrDefault(each => each.Id == id);

    private static void Step(Scene scene, Member member)
    {
        switch (member.State)
        {
            case LifecycleState.Pending or LifecycleState.WarmedPending:
                Arrive(scene, member);
                break;
            case LifecycleState.PendingWait or LifecycleState.WarmedPendingWait:
                WaitToServe(scene, member);
                break;
            case LifecycleState.PendingProceed:
                Serve(scene, member);
                break;
            case LifecycleState.WarmedPendingProceed:
                WarmPools.Rest(scene, member);
                break;
            case LifecycleState.Terminating or LifecycleState.WarmedTerminating:
                BeginToEnd(scene, member);
                break;
            case LifecycleState.TerminatingWait or LifecycleState.WarmedTerminatingWait:
                WaitToEnd(scene, member);
                break;
            case LifecycleState.TerminatingProceed or LifecycleState.WarmedTerminatingProceed
                or LifecycleState.TerminatingRetained or LifecycleState.WarmedTerminatingRetained:
                End(scene, member);
                break;
            case LifecycleState.Detaching when member is { Registered.IsEmpty: true, TagsDue: false }:
                Activities.Succeed(scene.State, member.Activity, scene.Now);
                scene.Remove(member);
                break;
            case LifecycleState.EnteringStandby when member.Registered.IsEmpty:
                Activities.Succeed(scene.State, member.Activity, scene.Now);
                scene.Put(member.Enter(LifecycleState.Standby, scene.Now) with { Activity = null, Leaving = null });
                break;
            default:
                WarmPools.Watch(scene, member);
                break;
        }
    }

    /// <summary>From pending on: once it runs, its hooks are asked.</summary>
    private static void Arrive(Scene scene, Member member)
    {
        var seen = scene.Seen(member);
        if (Fails(scene, member, seen) || seen is not { IsRunning: true })
        {
            return;
        }

        var (wait, go) = member.IsWarm
            ? (LifecycleState.WarmedPendingWait, LifecycleState.WarmedPendingProceed)
            : (LifecycleState.PendingWait, LifecycleState.PendingProceed);
        // Whoever returns to the warm pool waits there for the hooks of a scale-in ("Warm pool event types and
        // patterns" in the user guide).
        var waits = Waits.For(scene, member.Leaving == Leaving.WarmPool ? Waits.Terminating : Waits.Launching);
        if (waits.IsEmpty)
        {
            scene.Put(member.Enter(go, scene.Now));
            return;
        }

        Activities.Move(scene.State, member.Activity, ScalingActivityStatusCode.MidLifecycleAction, 30);
        scene.Put(member.Enter(wait, scene.Now) with { Waits = waits });
    }

    private static void WaitToServe(Scene scene, Member member)
    {
        if (Fails(scene, member, scene.Seen(member)))
        {
            return;
        }

        var (left, abandoned) = Waits.Settle(scene, member);
        if (abandoned is not null)
        {
            var reason = member.Abandoned ? "Lifecycle Action Completed with ABANDON Result" : "Heartbeat Timeout";
            Activities.GiveUp(
                scene.State,
                member.Activity,
                $"Instance failed to complete user's Lifecycle Action: Lifecycle Action with token {abandoned.Token} "
                + $"was abandoned: {reason}",
                scene.Now);
            scene.Terminate(member, Causes.TakenOut("a lifecycle action that was abandoned", scene.Now));
            return;
        }

        scene.Put(left.Waits.IsEmpty
            ? left.Enter(
                left.IsWarm ? LifecycleState.WarmedPendingProceed : LifecycleState.PendingProceed, scene.Now)
            : left);
    }

    /// <summary>In service once the balancers know of it.</summary>
    private static void Serve(Scene scene, Member member)
    {
        if (Fails(scene, member, scene.Seen(member)))
        {
            return;
        }

        if (!scene.Group.Suspends(Processes.AddToLoadBalancer)
            && scene.Group.Sources.Exists(source => Sources.Serves(source)
                && !member.Registered.Contains(source.Identifier)))
        {
            Activities.Move(scene.State, member.Activity, ScalingActivityStatusCode.PreInService, 70);
            return;
        }

        Activities.Succeed(scene.State, member.Activity, scene.Now);
        scene.Put(member.Enter(LifecycleState.InService, scene.Now) with
        {
            Served = scene.Now,
            Activity = null,
            IsExtra = false,
        });
    }

    /// <summary>
    /// It ended before it served. What is left of it is terminated, and another one is launched; not at once, for what
    /// ended it most likely ends that too.
    /// </summary>
    private static bool Fails(Scene scene, Member member, SeenInstance? seen)
    {
        if (seen is null or { IsDown: false } || member.State == LifecycleState.Pending && seen.State == "stopped")
        {
            // A stopped one comes out of the warm pool, and is started.
            return false;
        }

        Activities.GiveUp(
            scene.State,
            member.Activity,
            "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "
            + (seen.Reason ?? "Server.InternalError: Internal error on launch"),
            scene.Now);
        Pause(scene);
        scene.Terminate(
            member.With(shown => shown.HealthStatus = "Unhealthy") with { Ill = Causes.Gone },
            Causes.TakenOut(Causes.Gone, scene.Now));
        return true;
    }

    private static void Pause(Scene scene)
    {
        var (troubles, until) = (scene.Group.Troubles, scene.Now + scene.Tempo.RetryMin);
        var before = troubles.GetValueOrDefault(ZoneTrouble.Anywhere) ?? new(until, Failures: 1);
        if (before.Until <= until)
        {
            scene.Put(scene.Group with
            {
                Troubles = troubles.SetItem(ZoneTrouble.Anywhere, before with { Until = until }),
            });
        }
    }

    /// <summary>Out of the balancers first, then its terminating hooks are asked.</summary>
    private static void BeginToEnd(Scene scene, Member member)
    {
        var isGone = scene.Seen(member) is { IsGone: true };
        if (!member.Registered.IsEmpty && !isGone)
        {
            Activities.Move(
                scene.State, member.Activity, ScalingActivityStatusCode.WaitingForELBConnectionDraining, 50);
            return;
        }

        var (wait, go) = member.IsWarm
            ? (LifecycleState.WarmedTerminatingWait, LifecycleState.WarmedTerminatingProceed)
            : (LifecycleState.TerminatingWait, LifecycleState.TerminatingProceed);
        var waits = isGone ? [] : Waits.For(scene, Waits.Terminating);
        if (waits.IsEmpty)
        {
            Activities.Move(scene.State, member.Activity, ScalingActivityStatusCode.InProgress, 50);
            scene.Put(member.Enter(go, scene.Now) with { Registered = member.Registered.Clear() });
            return;
        }

        Activities.Move(scene.State, member.Activity, ScalingActivityStatusCode.MidLifecycleAction, 60);
        scene.Put(member.Enter(wait, scene.Now) with { Waits = waits, Abandoned = false });
    }

    /// <summary>Whatever the hooks' results, it ends; unless the group is to keep what was abandoned.</summary>
    private static void WaitToEnd(Scene scene, Member member)
    {
        var (left, abandoned) = Waits.Settle(scene, member);
        if (abandoned is not null
            && scene.Group.Shown.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon
                == RetentionAction.Retain)
        {
            Activities.End(
                scene.State, member.Activity, ScalingActivityStatusCode.Failed,
                $"Instance {member.Id} was retained: a terminating lifecycle action was abandoned.", scene.Now);
            scene.Put(left.Enter(
                left.IsWarm ? LifecycleState.WarmedTerminatingRetained : LifecycleState.TerminatingRetained, scene.Now)
                with { Waits = [] });
            return;
        }

        if (abandoned is not null || left.Waits.IsEmpty)
        {
            Activities.Move(scene.State, member.Activity, ScalingActivityStatusCode.InProgress, 70);
            left = left.Enter(
                left.IsWarm ? LifecycleState.WarmedTerminatingProceed : LifecycleState.TerminatingProceed, scene.Now)
                with { Waits = [] };
        }

        scene.Put(left);
    }

    private static void End(Scene scene, Member member)
    {
        if (scene.Seen(member) is { IsGone: true })
        {
            Activities.Succeed(scene.State, member.Activity, scene.Now);
            scene.Remove(member);
        }
    }
}
