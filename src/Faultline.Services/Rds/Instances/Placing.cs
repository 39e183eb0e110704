using Faultline.Api.Rds;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Subnets;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// Where instances and their servers stand: in the zones of their subnet group, two servers of one instance never in
/// the same, on the host that has fewest; and at which loopback addresses. Pure.
/// </summary>
internal sealed class Placing(string region, Surroundings around, int share)
{
    private readonly AddressPlan plan = new(around.Atlas, share);

    public Domain Region { get; } = around.Atlas.Region(region) ?? around.Atlas.Everything;

    /// <summary>The zone that an account calls by that name; null where there is none.</summary>
    public Domain? Zone(string account, string name) => ZoneNames.Find(account, Region, name);

    /// <summary>What an account calls the zone of that id.</summary>
    public string NameOf(string account, string zone) =>
        around.Atlas.TryFind(zone, out var place) ? ZoneNames.NameOf(account, place) : zone;

    /// <summary>The address at which clients reach an instance, wherever it stands.</summary>
    public string? Endpoint(RdsState state) =>
        plan.Free(Region, AddressRole.Database, Taken(state, []))?.ToString();

    /// <summary>
    /// The instance with one server more, in a zone that its group has and none of its servers is in; refused where
    /// there is none, or none that has room.
    /// </summary>
    /// <param name="asked">The zone that it has to be, if any.</param>
    public InstanceRow Add(RdsState state, InstanceRow row, DBSubnetGroup group, Domain? asked = null)
    {
        var free = Free(row, group, asked);
        return free.Count == 0
            ? throw SubnetGroups.TooFewZones(SubnetGroups.Zones(group))
            : TryAdd(state, row, group, free) ?? throw RdsErrors.InsufficientDBInstanceCapacityFault(
                $"The requested DB instance class {row.Shown.DBInstanceClass} isn't available in "
                + string.Join(", ", free.Select(zone => NameOf(row.Account, zone.Name)).Order(StringComparer.Ordinal))
                + " right now. Try again later, or in another Availability Zone.");
    }

    /// <summary>As <see cref="Add"/>; null where it cannot be.</summary>
    public InstanceRow? TryAdd(RdsState state, InstanceRow row, DBSubnetGroup group) =>
        TryAdd(state, row, group, Free(row, group, null));

    /// <summary>The instance with a subnet for each server that was made before these were written down.</summary>
    public InstanceRow Rooted(RdsState state, InstanceRow row)
    {
        if (row.Members.TrueForAll(member => member.Subnet is not null)
            || SubnetGroups.Find(state, row.Account, row.Shown.DBSubnetGroup!.DBSubnetGroupName!) is not { } group)
        {
            return row;
        }

        var rooted = row.Members.ConvertAll(each => Rooted(row, group.Shown, each));
        return rooted.SequenceEqual(row.Members) ? row : row with { Members = rooted };
    }

    private Member Rooted(InstanceRow row, DBSubnetGroup group, Member member) => member with
    {
        Subnet = member.Subnet ?? SubnetGroups.SubnetIn(group, NameOf(row.Account, member.Zone)),
    };

    private List<Domain> Free(InstanceRow row, DBSubnetGroup group, Domain? asked)
    {
        var zones = asked is not null
            ? [asked]
            : SubnetGroups.Zones(group).Select(name => Zone(row.Account, name)).OfType<Domain>();
        return [.. zones.Where(zone => !row.Members.Exists(member => member.Zone == zone.Name))];
    }

    private InstanceRow? TryAdd(RdsState state, InstanceRow row, DBSubnetGroup group, List<Domain> free)
    {
        var stands = Members(state).Concat(row.Members).ToLookup(member => member.Host, StringComparer.Ordinal);
        foreach (var zone in free.OrderBy(zone => zone.All(DomainKind.Host).Sum(host => stands[host.Name].Count())))
        {
            if (HostIn(zone, stands, row.Shown.DBInstanceClass!) is { } host
                && plan.Free(zone, AddressRole.Database, Taken(state, row.Members)) is { } address)
            {
                var key = $"{row.Id}-{row.NextMember}".ToLowerInvariant();
                var member = Rooted(row, group, new(key, zone.Name, host.Name, address.ToString()));
                return row with
                {
                    Members = [.. row.Members, member],
                    NextMember = row.NextMember + 1,
                };
            }
        }

        return null;
    }

    /// <summary>
    /// The host with fewest servers, of those with power: what a fault leaves of a zone's room for a class is a share
    /// of its hosts.
    /// </summary>
    private Domain? HostIn(Domain zone, ILookup<string, Member> stands, string type)
    {
        var view = around.Board.View;
        return view.Capacity(zone, type) <= 0
            ? null
            : zone.All(DomainKind.Host)
                .Where(host => !view.Host(host).Off)
                .MinBy(host => stands[host.Name].Count());
    }

    private static HashSet<string> Taken(RdsState state, IEnumerable<Member> more) =>
    [
        .. state.Instances.All.Select(row => row.Shown.Endpoint!.Address!),
        .. Members(state).Concat(more).Select(member => member.Address),
    ];

    private static IEnumerable<Member> Members(RdsState state) => state.Instances.All.SelectMany(row => row.Members);
}
