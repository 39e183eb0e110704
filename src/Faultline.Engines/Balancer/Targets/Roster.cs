using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>Who of a group a node may send to right now. Made anew with each change, never changed.</summary>
/// <param name="Usable">Those who get requests.</param>
/// <param name="All">Those and the ones that leave, whom their clients may still come back to.</param>
internal sealed record Roster(Member[] Usable, Member[] All)
{
    public static Roster Empty { get; } = new([], []);

    /// <summary>
    /// The healthy ones of those that the node may use; all of them when so few are healthy that it is better to hope.
    /// </summary>
    public static Roster Of(GroupConfig config, IReadOnlyList<Member> members, string zone)
    {
        var own = members.Where(member => IsIn(config, member.Config, zone)).ToList();
        var staying = own.Where(member => member.Config is { Drains: false, IsShiftedAway: false }).ToList();
        var healthy = staying.Where(member => member.Health.State == TargetHealth.Healthy).ToArray();
        var isEnough = config.RoutingLeast.IsReached(healthy.Length, staying.Count) && healthy.Length > 0;
        return new(isEnough || !config.FailsOpen ? healthy : [.. staying], [.. own]);
    }

    /// <summary>Whether a node of that zone may send to the target.</summary>
    public static bool IsIn(GroupConfig config, TargetConfig target, string zone) =>
        config.CrossZone || target.Zone is null || target.Zone == zone;
}
