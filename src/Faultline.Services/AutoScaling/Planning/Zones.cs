using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// How a group is spread over its zones, and where it grows ("Auto Scaling group Availability Zone distribution" and
/// "Benefits of Availability Zone rebalancing" in the Auto Scaling user guide). Pure.
/// </summary>
internal static class Zones
{
    /// <summary>
    /// How many units each zone of the group has, in the order of their names; those it left as well.
    /// </summary>
    public static SortedDictionary<string, int> Count(Group group, IEnumerable<(string Zone, int Weight)> there)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var place in group.Places)
        {
            counts[place.Zone] = 0;
        }

        foreach (var (zone, weight) in there)
        {
            counts[zone] = counts.GetValueOrDefault(zone) + weight;
        }

        return counts;
    }

    /// <summary>What serves, is about to, or is asked for, by its zone.</summary>
    public static IEnumerable<(string Zone, int Weight)> There(Scene scene) =>
    [
        .. scene.Members.Where(each => each.Counts && !each.Replaced).Select(each => (each.Zone, each.Weight)),
        .. scene.Launches.Where(each => !each.IsWarm).Select(each => (each.Zone, each.Weight)),
    ];

    /// <summary>
    /// The zone of the next launch: the one with the fewest. Where launches fail there for now, another one
    /// (balanced-best-effort), or none (balanced-only).
    /// </summary>
    /// <param name="away">The zones that the group is shifted away from: none of them is waited for.</param>
    public static string? ForLaunch(
        Group group, IReadOnlyDictionary<string, int> counts, Func<string, bool> fails, IReadOnlySet<string> away)
    {
        var enabled = Enabled(group)
            .Where(zone => !away.Contains(zone))
            .OrderBy(zone => counts.GetValueOrDefault(zone))
            .ToList();
        if (group.Shown.AvailabilityZoneDistribution?.CapacityDistributionStrategy
            == CapacityDistributionStrategy.BalancedOnly)
        {
            // Any of the emptiest will do; if all of those fail, it is those that must be waited for.
            var fewest = enabled.Count == 0 ? 0 : counts.GetValueOrDefault(enabled[0]);
            return enabled.TakeWhile(zone => counts.GetValueOrDefault(zone) == fewest)
                .FirstOrDefault(zone => !fails(zone));
        }

        return enabled.Find(zone => !fails(zone));
    }

    /// <summary>
    /// Where to launch so that another instance can go elsewhere: the zone with the fewest, when it has at least two
    /// fewer than another one, or when some are in zones that the group has left. Null when all is balanced. Where
    /// instances have weights, one is as good as balanced that moving the heaviest would not help.
    /// </summary>
    /// <param name="gives">Whether somebody in a zone may go: who is protected stays where he is.</param>
    public static string? ToBalance(
        Group group, IReadOnlyDictionary<string, int> counts, Func<string, bool> fails, Func<string, bool> gives)
    {
        var enabled = Enabled(group).ToList();
        var strays = counts.Any(each => each.Value > 0 && !enabled.Contains(each.Key) && gives(each.Key));
        var most = enabled.Where(gives).Select(zone => counts.GetValueOrDefault(zone)).DefaultIfEmpty().Max();
        var step = Option.Of(group).Select(option => option.Units).DefaultIfEmpty(1).Max();
        return enabled.Where(zone => !fails(zone) && (strays || most - counts.GetValueOrDefault(zone) > step))
            .OrderBy(zone => counts.GetValueOrDefault(zone))
            .FirstOrDefault();
    }

    /// <summary>The zone that loses one next: one that the group has left, or the one with the most.</summary>
    public static string Fullest(Group group, IReadOnlyDictionary<string, int> counts)
    {
        var enabled = Enabled(group).ToList();
        return counts.FirstOrDefault(each => each.Value > 0 && !enabled.Contains(each.Key)).Key
            ?? counts.MaxBy(each => each.Value).Key;
    }

    /// <summary>
    /// "Can temporarily exceed the specified maximum capacity by a 10 percent margin (or by a margin of one instance,
    /// whichever is greater)": how many a group may have at once while it balances itself.
    /// </summary>
    public static int MostWhileBalancing(int max) => max + Math.Max(1, max / 10);

    /// <summary>
    /// The subnet of a zone for the next launch: "If there are multiple subnets chosen for the Availability Zone,
    /// Amazon EC2 Auto Scaling selects a subnet from the Availability Zone at random" (auto-scaling-benefits.html).
    /// </summary>
    public static Place PlaceIn(Group group, string zone, Dice dice)
    {
        var places = group.Places.Where(place => place.Zone == zone).ToList();
        return places.Count == 1 ? places[0] : places[dice.Below(places.Count)];
    }

    private static IEnumerable<string> Enabled(Group group) =>
        group.Places.Select(place => place.Zone).Distinct().Order(StringComparer.Ordinal);
}
