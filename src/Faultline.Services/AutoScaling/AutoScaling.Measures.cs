using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling;

/// <summary>
/// What groups look like, for those of whom it was asked ("Amazon CloudWatch metrics for Amazon EC2 Auto Scaling", user
/// guide).
/// </summary>
internal sealed partial class AutoScaling : IMeasured
{
    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var asked = held.State.Groups.All.Where(group => group.Shown.EnabledMetrics is { Count: > 0 }).ToList();
        if (asked.Count == 0)
        {
            return [];
        }

        var members = held.State.Members.All.ToLookup(member => member.Group);
        return [.. asked.SelectMany(group => Measures(group, [.. members[group.Id]], period))];
    }

    private static IEnumerable<Measurement> Measures(Group group, IReadOnlyList<Member> members, Period period)
    {
        foreach (var metric in group.Shown.EnabledMetrics!)
        {
            if (Look(metric.Metric!, group, members) is { } value)
            {
                yield return Measurement.Of(
                    group.Account, "AWS/AutoScaling", metric.Metric!, "None", period.From, value,
                    new KeyValuePair<string, string>("AutoScalingGroupName", group.Name));
            }
        }
    }

    private static int? Look(string metric, Group group, IReadOnlyList<Member> members)
    {
        int Those(Func<Member, bool> which) => members.Count(which);
        bool IsWarm(Member member) => member.IsWarm;
        return metric switch
        {
            "GroupMinSize" => group.Min,
            "GroupMaxSize" => group.Max,
            "GroupDesiredCapacity" => group.Desired,
            "GroupInServiceInstances" or "GroupInServiceCapacity" => Those(member => member.IsInService),
            "GroupPendingInstances" or "GroupPendingCapacity" => Those(member => member.IsPending),
            "GroupStandbyInstances" or "GroupStandbyCapacity" => Those(member =>
                member.State is LifecycleState.Standby or LifecycleState.EnteringStandby),
            "GroupTerminatingInstances" or "GroupTerminatingCapacity" => Those(member =>
                member.State.StartsWith("Terminating", StringComparison.Ordinal)),
            "GroupTotalInstances" or "GroupTotalCapacity" => Those(member => !IsWarm(member)),
            "WarmPoolTotalCapacity" or "WarmPoolWarmedCapacity" => Those(IsWarm),
            "GroupAndWarmPoolTotalCapacity" => members.Count,
            _ => null,
        };
    }
}
