using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;

namespace Faultline.Services.Elb;

/// <summary>What becomes of balancers and targets by itself as time goes by, and as instances go. Pure.</summary>
internal static class Upkeep
{
    /// <summary>Takes every step that is due; says whether there was one.</summary>
    /// <param name="backends">All instances that there are; null when nobody knows.</param>
    public static bool Settle(ElbState state, IReadOnlyList<Backend>? backends, DateTimeOffset now) =>
        Activate(state, now) | Finish(state, now) | (backends is not null && Forget(state, backends, now));

    /// <summary>When the next step is due.</summary>
    public static DateTimeOffset? Next(ElbState state) => state.Balancers.All.Select(balancer => balancer.Due)
        .Concat(state.Targets.All.Select(target => target.LeavesAt))
        .Min();

    private static bool Activate(ElbState state, DateTimeOffset now)
    {
        var ready = state.Balancers.All.Where(balancer => balancer.Due <= now).ToList();
        foreach (var balancer in ready)
        {
            state.Balancers.Put(balancer.With(shown => shown.State = new() { Code = LoadBalancerStateEnum.Active })
                with { Due = null });
        }

        return ready.Count > 0;
    }

    private static bool Finish(ElbState state, DateTimeOffset now)
    {
        var gone = state.Targets.All.Where(target => target.LeavesAt <= now).ToList();
        foreach (var target in gone)
        {
            state.Targets.Remove(target.Id);
        }

        return gone.Count > 0;
    }

    /// <summary>A terminated instance is deregistered, as AWS does; a stopped one stays, unused.</summary>
    private static bool Forget(ElbState state, IReadOnlyList<Backend> backends, DateTimeOffset now)
    {
        var alive = backends.Where(each => !each.IsGone)
            .Select(each => each.Instance)
            .ToHashSet(StringComparer.Ordinal);
        var lost = state.Targets.All
            .Where(target => !target.Leaves && !alive.Contains(target.Shown.Id)
                && state.Groups.Find(target.Group)?.Shown.TargetType == TargetTypeEnum.Instance)
            .ToList();
        foreach (var target in lost)
        {
            Draining.Begin(state, target, now);
        }

        return lost.Count > 0;
    }
}
