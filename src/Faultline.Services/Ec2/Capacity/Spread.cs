using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// Where the instances of placement groups may be ("Placement strategies" in the EC2 user guide): spread over racks or
/// hosts, together on one rack, or on the racks of their partition. Pure.
/// </summary>
internal static class Spread
{
    /// <summary>"A maximum of seven running instances per Availability Zone per group".</summary>
    public const int InZoneMax = 7;

    /// <summary>The group that a launch names; null when it names none.</summary>
    public static Owned<PlacementGroup>? Find(Ec2State state, string account, string? name, string? id)
    {
        if (name is null && id is null)
        {
            return null;
        }

        return id is not null
            ? state.PlacementGroups.Find(account, id) ?? throw Unknown(id)
            : name!.Length == 0 ? null : Named(state, account, name) ?? throw Unknown(name);
    }

    public static Owned<PlacementGroup>? Named(Ec2State state, string account, string name) =>
        state.PlacementGroups.Of(account).FirstOrDefault(group => group.Shown.GroupName == name);

    public static AwsError Unknown(string name) =>
        new("InvalidPlacementGroup.Unknown", 400, $"The placement group '{name}' is unknown.");

    /// <summary>
    /// The ways in which an instance can be placed, the best first: which hosts will do, and the partition that it is
    /// in then. There is none when the group is full.
    /// </summary>
    public static IEnumerable<(Predicate<Domain> WillDo, int? Partition)> Ways(
        Ec2State state, Wish wish, Domain zone, IReadOnlyList<Claim> before)
    {
        if (wish.Group is not { } group)
        {
            return [(_ => true, null)];
        }

        var name = group.Shown.GroupName!;
        var members = Members(state, wish.Account, name).Concat(before.Select(place => (place.Host, place.Partition)))
            .Select(member => (Host: state.Hosts.Find(member.Host), member.Partition))
            .Where(member => member.Host is not null)
            .Select(member => (Host: member.Host!, member.Partition))
            .ToList();
        return group.Shown.Strategy switch
        {
            PlacementStrategy.Spread => Apart(group.Shown, zone, members.ConvertAll(member => member.Host)),
            PlacementStrategy.Partition => InPartition(group.Shown, zone, wish.Partition, members),
            _ => Together(state, wish, zone, members.ConvertAll(member => member.Host)),
        };
    }

    /// <summary>The partition that a rack of a zone belongs to, from 1 on.</summary>
    public static int PartitionOf(Domain rack, int partitions)
    {
        var racks = rack.Zone!.Children;
        for (var index = 0; index < racks.Count; index++)
        {
            if (racks[index] == rack)
            {
                return index % partitions + 1;
            }
        }

        return 1;
    }

    private static IEnumerable<(string Host, int? Partition)> Members(Ec2State state, string account, string group) =>
        state.Machines.Of(account)
            .Where(machine => machine.HasRoom && machine.Shown.Placement?.GroupName == group)
            .Select(machine => (machine.Host!, machine.Shown.Placement!.PartitionNumber));

    private static IEnumerable<(Predicate<Domain>, int?)> Apart(PlacementGroup group, Domain zone, List<Domain> members)
    {
        var here = members.Where(host => host.IsIn(zone)).ToList();
        if (group.SpreadLevel == SpreadLevel.Host)
        {
            return [(host => !here.Contains(host), null)];
        }

        var racks = here.Select(host => host.Parent).ToHashSet();
        return here.Count < InZoneMax ? [(host => !racks.Contains(host.Parent), null)] : [];
    }

    private static IEnumerable<(Predicate<Domain>, int?)> InPartition(
        PlacementGroup group, Domain zone, int? asked, List<(Domain Host, int? Partition)> members)
    {
        var count = group.PartitionCount!.Value;
        if (asked < 1 || asked > count)
        {
            throw Refusal.Value($"Value ({asked}) for parameter partitionNumber is invalid: the group has {count}.");
        }

        // Whoever asks for none is put where the fewest are, so that the partitions fill evenly.
        IEnumerable<int> partitions = asked is { } one
            ? [one]
            : Enumerable.Range(1, count).OrderBy(number =>
                members.Count(member => member.Host.IsIn(zone) && member.Partition == number));
        return partitions.Select(number => (
            (Predicate<Domain>)(host => PartitionOf(host.Parent!, count) == number), (int?)number));
    }

    private static IEnumerable<(Predicate<Domain>, int?)> Together(
        Ec2State state, Wish wish, Domain zone, List<Domain> members)
    {
        if (InstanceTypes.Find(wish.Type)?.Family.IsClustered == false)
        {
            throw new AwsError(
                "InvalidParameterCombination", 400,
                $"Cluster placement groups may not be used with instances of type '{wish.Type}'.");
        }

        if (members.Count > 0)
        {
            var rack = members[0].Parent!;
            return [(host => host.Parent == rack, null)];
        }

        // The emptiest rack first: there is most room for those who follow.
        return zone.Children
            .OrderBy(rack => rack.Children.Sum(host => state.Hosts.TakenOf(host).Vcpus) / Math.Max(1, rack.Children.Count))
            .ThenByDescending(rack => rack.Children.Count)
            .Select(rack => ((Predicate<Domain>)(host => host.Parent == rack), (int?)null));
    }
}
