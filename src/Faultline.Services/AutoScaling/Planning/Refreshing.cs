using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Instance refreshes ("How an instance refresh works" in the Auto Scaling user guide): instances of before are
/// replaced, as many at once as the healthy percentages let, with stops at checkpoints. Pure.
/// </summary>
internal static class Refreshing
{
    /// <summary>"CheckpointDelay ... the default is 3600 (1 hour)" (RefreshPreferences, API reference).</summary>
    private const int CheckpointSeconds = 3600;

    /// <summary>One that comes no further for so long has failed.</summary>
    private static readonly TimeSpan stall = TimeSpan.FromHours(1);

    public static void Advance(Scene scene)
    {
        if (scene.State.RefreshOf(scene.Group.Id) is not { } refresh
            || scene.Group.Suspends(Processes.InstanceRefresh))
        {
            return;
        }

        if (Alarm(scene, refresh) is { } alarm)
        {
            Fail(scene, refresh, $"The CloudWatch alarm {alarm} is in the state ALARM.");
            return;
        }

        var round = new RefreshRound(scene, refresh);
        switch (refresh.Status)
        {
            case InstanceRefreshStatus.Pending:
                Put(scene, round.Begun(scene.Now));
                break;
            case InstanceRefreshStatus.Cancelling when !round.IsBusy:
                Put(scene, Over(refresh, InstanceRefreshStatus.Cancelled, null, scene.Now));
                break;
            case InstanceRefreshStatus.Cancelling:
                break;
            case InstanceRefreshStatus.Baking when refresh.Due <= scene.Now:
                Put(scene, Over(refresh, InstanceRefreshStatus.Successful, null, scene.Now));
                break;
            case InstanceRefreshStatus.Baking:
                scene.Again(refresh.Due);
                break;
            default:
                Go(scene, round.Counted());
                break;
        }
    }

    /// <summary>Turns a refresh back: what is of the new configuration is replaced by what was before.</summary>
    public static Refresh BackFrom(AutoScalingState state, Refresh refresh, string reason, DateTimeOffset now)
    {
        var back = refresh.With(shown =>
        {
            shown.Status = InstanceRefreshStatus.RollbackInProgress;
            shown.StatusReason = null;
            shown.RollbackDetails = new()
            {
                RollbackReason = reason,
                RollbackStartTime = now,
                PercentageCompleteOnRollback = shown.PercentageComplete,
                InstancesToUpdateOnRollback = shown.InstancesToUpdate,
                ProgressDetailsOnRollback = shown.ProgressDetails,
            };
            shown.PercentageComplete = 0;
        }) with
        {
            Due = null, Moved = now, Since = now, Wanted = refresh.WantedBefore,
        };
        state.Refreshes.Put(back);
        if (refresh.Before is { } before)
        {
            state.Groups.Change(refresh.Group, group => group.With(shown =>
            {
                shown.LaunchTemplate = before.LaunchTemplate;
                shown.MixedInstancesPolicy = before.MixedInstancesPolicy;
            }) with { Offers = refresh.OffersBefore });
        }

        // Whoever was to go may be what is wanted now.
        Release(state, refresh);
        return back;
    }

    /// <summary>What was to go for a refresh, and is not under way yet, stays.</summary>
    public static void Release(AutoScalingState state, Refresh refresh)
    {
        foreach (var member in state.MembersOf(refresh.Group)
            .Where(each => each is { Replaced: true, Ill: null, AtRisk: false }).ToList())
        {
            state.Members.Put(member with { Replaced = false });
        }
    }

    /// <summary>
    /// The alarm that ends the refresh; none does while it is called off or turned back ("Start an instance refresh
    /// with auto rollback", user guide).
    /// </summary>
    private static string? Alarm(Scene scene, Refresh refresh) => refresh.Status is InstanceRefreshStatus.Pending
        or InstanceRefreshStatus.InProgress or InstanceRefreshStatus.Baking
            ? refresh.Alarms.FirstOrDefault(alarm => scene.Sight.Alarming.Contains((refresh.Account, alarm)))
            : null;

    private static void Go(Scene scene, RefreshRound round)
    {
        var refresh = round.Refresh;
        if (!scene.Away.IsEmpty && refresh.Moved + (stall / 2) <= scene.Now)
        {
            // "Will extend the time out for any instance refresh process that is delayed during an active zonal shift".
            refresh = refresh with { Moved = scene.Now };
        }

        if (refresh.Due > scene.Now)
        {
            scene.Again(refresh.Due);
        }
        else if (round.IsDone)
        {
            Finish(scene, refresh);
            return;
        }
        else if (refresh.Moved + stall <= scene.Now)
        {
            Fail(scene, refresh, "The instance refresh made no progress for one hour.");
            return;
        }
        else if (round.AtCheckpoint)
        {
            var due = scene.Now + TimeSpan.FromSeconds(
                refresh.Shown.Preferences?.CheckpointDelay ?? CheckpointSeconds);
            refresh = refresh with { Checkpoints = refresh.Checkpoints + 1, Due = due, Moved = due };
            scene.Again(refresh.Due);
        }
        else
        {
            round.Replace();
            scene.Again(refresh.Moved + stall);
        }

        Put(scene, refresh);
    }

    private static void Finish(Scene scene, Refresh refresh)
    {
        var isBack = refresh.Status == InstanceRefreshStatus.RollbackInProgress;
        if (!isBack && refresh.Shown.Preferences?.BakeTime is { } bake and > 0)
        {
            var due = scene.Now + TimeSpan.FromSeconds(bake);
            Put(scene, refresh.With(shown => shown.Status = InstanceRefreshStatus.Baking) with { Due = due });
            scene.Again(due);
            return;
        }

        Put(scene, Over(
            refresh,
            isBack ? InstanceRefreshStatus.RollbackSuccessful : InstanceRefreshStatus.Successful,
            null,
            scene.Now));
    }

    private static void Fail(Scene scene, Refresh refresh, string reason)
    {
        if (refresh.Status == InstanceRefreshStatus.RollbackInProgress)
        {
            Put(scene, Over(refresh, InstanceRefreshStatus.RollbackFailed, reason, scene.Now));
        }
        else if (refresh.Shown.Preferences?.AutoRollback == true)
        {
            BackFrom(scene.State, refresh, reason, scene.Now);
            scene.Reload();
            scene.Again(scene.Now);
        }
        else
        {
            Put(scene, Over(refresh, InstanceRefreshStatus.Failed, reason, scene.Now));
            Release(scene.State, refresh);
            scene.Reload();
        }
    }

    private static Refresh Over(Refresh refresh, string status, string? reason, DateTimeOffset now) =>
        refresh.With(shown =>
    {
        shown.Status = status;
        shown.StatusReason = reason;
        shown.EndTime = now;
    }) with { Due = null };

    private static void Put(Scene scene, Refresh refresh)
    {
        if (refresh != scene.State.Refreshes.Find(refresh.Id))
        {
            scene.State.Refreshes.Put(refresh);
        }
    }
}
