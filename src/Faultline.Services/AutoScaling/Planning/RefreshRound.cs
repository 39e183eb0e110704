using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// One look at a refresh: who is still of before, who is new and not ready yet, and who can go now. Pure.
/// </summary>
internal sealed class RefreshRound
{
    private readonly Scene scene;
    private readonly RefreshPreferences preferences;
    private readonly List<Member> old;
    private readonly TimeSpan warmup;

    public RefreshRound(Scene scene, Refresh refresh)
    {
        (this.scene, Refresh) = (scene, refresh);
        preferences = refresh.Shown.Preferences ?? new();
        warmup = TimeSpan.FromSeconds(preferences.InstanceWarmup ?? scene.Group.Shown.DefaultInstanceWarmup
            ?? scene.Group.Shown.HealthCheckGracePeriod ?? 0);
        old = [.. scene.Members.Where(IsOld)];
    }

    public Refresh Refresh { get; private set; }

    /// <summary>Something that it began is not over.</summary>
    public bool IsBusy => scene.Launches.Count > 0
        || scene.Members.Any(each => each.Replaced || each.IsPending || each.Leaving is not null);

    /// <summary>Everybody is new, and ready.</summary>
    public bool IsDone => old.Count == 0 && !IsBusy && NotReady == 0 && scene.Active == scene.Group.Desired
        || Refresh.Shown.Preferences?.CheckpointPercentages is { Count: > 0 } stops
            && Refresh.Checkpoints == stops.Count && Refresh.Shown.PercentageComplete >= stops[^1];

    /// <summary>It has come to its next checkpoint, and stays there for a while.</summary>
    public bool AtCheckpoint => NextStop is { } stop && Refresh.Shown.PercentageComplete >= stop;

    private int? NextStop => preferences.CheckpointPercentages is { } stops && Refresh.Checkpoints < stops.Count
        && Refresh.Status != InstanceRefreshStatus.RollbackInProgress
            ? stops[Refresh.Checkpoints]
            : null;

    private int NotReady => scene.Members.Count(each => each.Counts && !IsOld(each) && !IsReady(each));

    public Refresh Begun(DateTimeOffset now) => Refresh.With(shown =>
    {
        shown.Status = InstanceRefreshStatus.InProgress;
        shown.InstancesToUpdate = old.Count;
        shown.PercentageComplete = old.Count == 0 ? 100 : 0;
    }) with { Moved = now };

    /// <summary>The same with how far it is.</summary>
    public RefreshRound Counted()
    {
        var total = scene.Group.Desired;
        var left = Math.Min(total, old.Count + Math.Max(NotReady, total - scene.Members.Count(each => each.Counts)));
        var done = total == 0 ? 100 : 100 * (total - left) / total;
        var shown = Refresh.Shown;
        var waits = left > old.Count ? scene.Members.FirstOrDefault(each => each.Counts && !IsReady(each))?.Id : null;
        var reason = waits is null
            ? null
            : $"Waiting for instances to warm up before continuing. For example: {waits}.";
        if (shown.InstancesToUpdate != left || shown.PercentageComplete != done || shown.StatusReason != reason)
        {
            Refresh = Refresh.With(change =>
            {
                change.InstancesToUpdate = left;
                change.PercentageComplete = done;
                change.StatusReason = reason;
                change.ProgressDetails = new()
                {
                    LivePoolProgress = new() { InstancesToUpdate = left, PercentageComplete = done },
                };
            });
            Refresh = done == shown.PercentageComplete ? Refresh : Refresh with { Moved = scene.Now };
        }

        return this;
    }

    /// <summary>Lets go whom the healthy percentages let go, the fullest zone's and the oldest first.</summary>
    public void Replace()
    {
        var (min, max) = Percent.OfRefresh(scene, Refresh);
        var desired = scene.Group.Desired;
        var room = Room(desired);
        var zones = Zones.Count(scene.Group, Zones.There(scene));
        var next = old.Where(each => each.IsInService && !each.Replaced && !IsKept(each))
            .OrderByDescending(each => zones.GetValueOrDefault(each.Zone))
            .ThenBy(each => each.Launched)
            .ToList();
        if (max > 100)
        {
            var atOnce = Math.Max(1, desired * (max - 100) / 100);
            var busy = scene.Members.Count(each => each.Counts && each.Replaced) + NotReady + Missing(desired);
            foreach (var member in next.Take(Math.Min(room, atOnce - busy)))
            {
                scene.Put(member with { Replaced = true });
            }
        }
        else
        {
            var floor = Math.Min(desired - 1, (int)Math.Ceiling(desired * min / 100.0));
            var ready = scene.Members.Count(each => each.IsInService && (IsOld(each) || IsReady(each)));
            foreach (var member in next.Take(Math.Min(room, ready - floor)))
            {
                scene.Terminate(member, Causes.Refreshed(member.Id, scene.Now));
            }
        }

        EndStandby();
    }

    /// <summary>How many may go before the next checkpoint.</summary>
    private int Room(int desired)
    {
        if (NextStop is not { } stop)
        {
            return int.MaxValue;
        }

        var begun = desired - old.Count(each => each.Counts && !each.Replaced);
        return Math.Max(0, (int)Math.Ceiling(desired * stop / 100.0) - begun);
    }

    private int Missing(int desired) =>
        Math.Max(0, desired - scene.Members.Count(each => each.Counts) - scene.Launches.Count(each => !each.IsWarm));

    private void EndStandby()
    {
        if (preferences.StandbyInstances != StandbyInstances.Terminate)
        {
            return;
        }

        foreach (var member in old.Where(each => each.State == LifecycleState.Standby).ToList())
        {
            scene.Terminate(member, Causes.Refreshed(member.Id, scene.Now));
        }
    }

    private bool IsKept(Member member) => member.Shown.ProtectedFromScaleIn == true
        && preferences.ScaleInProtectedInstances != ScaleInProtectedInstances.Refresh;

    private bool IsReady(Member member) => member is { IsInService: true, IsHealthy: true }
        && IsWarmed(member.Served!.Value + warmup);

    private bool IsWarmed(DateTimeOffset due)
    {
        if (due > scene.Now)
        {
            scene.Again(due);
        }

        return due <= scene.Now;
    }

    private bool IsOld(Member member)
    {
        var isBack = Refresh.Status == InstanceRefreshStatus.RollbackInProgress;
        if (member.Leaving is not null || (member.Launched >= Refresh.Since && !isBack)
            || member.Shown.ProtectedFromScaleIn == true
                && preferences.ScaleInProtectedInstances == ScaleInProtectedInstances.Ignore)
        {
            return false;
        }

        var takesPart = member.Counts || member.State == LifecycleState.Standby
            && preferences.StandbyInstances != StandbyInstances.Ignore;
        return takesPart && !((preferences.SkipMatching == true || isBack) && Matches(member));
    }

    private bool Matches(Member member) => Refresh.Wanted is { } wanted
        ? member.Shown.LaunchTemplate is { } own
            && own.LaunchTemplateId == wanted.LaunchTemplateId && own.Version == wanted.Version
        : member.Shown.LaunchConfigurationName is { } name && name == scene.Group.Shown.LaunchConfigurationName;
}
