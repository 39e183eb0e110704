using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling;

/// <summary>
/// The metrics of groups whose collection is switched on ("Amazon CloudWatch metrics for Amazon EC2 Auto Scaling" in
/// the user guide).
/// </summary>
internal sealed partial class AutoScaling : IMeasured
{
    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var members = state.Members.All.ToLookup(row => row.Group, StringComparer.Ordinal);
        var all = new List<Measurement>();
        foreach (var group in state.Groups.All.Where(group => group.Shown.EnabledMetrics is { Count: > 0 }))
        {
            List<Member> own = [.. members[group.Id]];
            foreach (var metric in group.Shown.EnabledMetrics!)
            {
                if (Value(group, own, metric.Metric!) is { } value)
                {
                    all.Add(new(
                        group.Account,
                        "AWS/AutoScaling",
                        metric.Metric!,
                        [new("AutoScalingGroupName", group.Name)],
                        "None")
                    {
                        At = period.From,
                        Values = [(value, 1)],
                    });
                }
            }
        }

        await held.Keep();
        return all;
    }

    /// <summary>Metrics of warm pools are of groups that have one; null for others.</summary>
    private static double? Value(Group group, List<Member> members, string metric)
    {
        var live = members.FindAll(each => !each.IsWarm);
        var warm = group.Shown.WarmPoolConfiguration is null ? null : members.FindAll(each => each.IsWarm);
        var pool = group.Shown.WarmPoolConfiguration is { } own ? Planning.WarmPools.Size(group, own) : 0;
        double Of(Func<Member, bool> which, bool weighs) =>
            live.Where(which).Sum(each => weighs ? each.Weight : 1);
        static bool Serves(Member each) => each.IsInService;
        static bool Comes(Member each) => each.IsPending;
        static bool Rests(Member each) => each.State == LifecycleState.Standby;
        static bool Goes(Member each) => each.State.StartsWith("Terminating", StringComparison.Ordinal);
        return metric switch
        {
            "GroupMinSize" => group.Min,
            "GroupMaxSize" => group.Max,
            "GroupDesiredCapacity" => group.Desired,
            "GroupInServiceInstances" => Of(Serves, weighs: false),
            "GroupPendingInstances" => Of(Comes, weighs: false),
            "GroupStandbyInstances" => Of(Rests, weighs: false),
            "GroupTerminatingInstances" => Of(Goes, weighs: false),
            "GroupTotalInstances" => live.Count,
            "GroupInServiceCapacity" => Of(Serves, weighs: true),
            "GroupPendingCapacity" => Of(Comes, weighs: true),
            "GroupStandbyCapacity" => Of(Rests, weighs: true),
            "GroupTerminatingCapacity" => Of(Goes, weighs: true),
            "GroupTotalCapacity" => Of(static _ => true, weighs: true),
            _ when warm is null => null,
            "WarmPoolDesiredCapacity" => pool,
            "WarmPoolWarmedCapacity" => warm.Count(each => each.Activity is null && each.Leaving is null),
            "WarmPoolPendingCapacity" =>
                warm.Count(each => each.State.StartsWith("Warmed:Pending", StringComparison.Ordinal)),
            "WarmPoolTerminatingCapacity" =>
                warm.Count(each => each.State.StartsWith("Warmed:Terminating", StringComparison.Ordinal)),
            "WarmPoolTotalCapacity" => warm.Count,
            "GroupAndWarmPoolDesiredCapacity" => group.Desired + pool,
            "GroupAndWarmPoolTotalCapacity" => Of(static _ => true, weighs: true) + warm.Count,
            _ => null,
        };
    }
}
