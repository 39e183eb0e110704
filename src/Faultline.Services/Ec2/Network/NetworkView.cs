using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Route = Faultline.Api.Ec2.Route;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The networks of a region at one moment, laid out for the question whether something gets through. It is built from
/// the state in one pass and never changes, so that connections can ask it while the state goes on.
/// </summary>
internal sealed class NetworkView
{
    private readonly Dictionary<string, InterfaceView> interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubnetView> subnets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NatView> nats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string One, string Other)> peerings = new(StringComparer.Ordinal);
    private readonly ILookup<(string Group, bool IsEgress), GroupRuleView> rules;

    private InterfaceView? guest;

    private NetworkView(Ec2State state)
    {
        AddInterfaces(state);
        AddSubnets(state);
        foreach (var row in state.InternetGateways.All)
        {
            foreach (var attachment in row.Shown.Attachments!)
            {
                gateways[attachment.VpcId!] = row.Id;
            }
        }

        foreach (var row in state.NatGateways.All)
        {
            nats.Add(row.Id, new(
                row.Id,
                row.Shown.SubnetId!,
                row.Shown.NatGatewayAddresses is [{ NetworkInterfaceId: { } eni }, ..] ? eni : null,
                row.Shown.ConnectivityType == ConnectivityType.Public,
                row.Shown.State == NatGatewayState.Available));
        }

        foreach (var row in state.Peerings.All)
        {
            peerings.Add(row.Id, (row.Shown.RequesterVpcInfo!.VpcId!, row.Shown.AccepterVpcInfo!.VpcId!));
        }

        rules = state.Rules.All.ToLookup(
            row => (row.Shown.GroupId!, row.Shown.IsEgress == true), row => GroupRuleView.Of(row.Shown));
    }

    public static NetworkView Of(Ec2State state) => new(state);

    /// <summary>The same networks, with one more interface.</summary>
    public NetworkView With(InterfaceView more)
    {
        var with = (NetworkView)MemberwiseClone();
        with.guest = more;
        return with;
    }

    public InterfaceView? Interface(string? id) => id is null ? null
        : id == guest?.Id ? guest
        : interfaces.GetValueOrDefault(id);

    public SubnetView Subnet(string id) => subnets[id];

    public SubnetView? FindSubnet(string id) => subnets.GetValueOrDefault(id);

    /// <summary>The internet gateway of a VPC; null where it has none.</summary>
    public string? GatewayOf(string vpc) => gateways.GetValueOrDefault(vpc);

    public NatView? Nat(string id) => nats.GetValueOrDefault(id);

    public bool Joins(string peering, string vpc, string other) =>
        peerings.TryGetValue(peering, out var pair) && (pair == (vpc, other) || pair == (other, vpc));

    public IEnumerable<GroupRuleView> Rules(string group, bool isEgress) => rules[(group, isEgress)];

    private void AddInterfaces(Ec2State state)
    {
        var elastic = state.Addresses.All
            .Where(row => row.Shown is { NetworkInterfaceId: not null, PrivateIpAddress: not null })
            .ToDictionary(
                row => (row.Shown.NetworkInterfaceId!, row.Shown.PrivateIpAddress!), row => row.Shown.PublicIp);
        foreach (var (id, _, shown) in state.Interfaces.All)
        {
            var addresses = shown.PrivateIpAddresses!.ConvertAll(each => new AddressView(
                Cidr.ReadAddress(each.PrivateIpAddress)!.Value,
                Cidr.ReadAddress(each.Association?.PublicIp
                    ?? (each.Primary == true ? shown.Association?.PublicIp : null)
                    ?? elastic.GetValueOrDefault((id, each.PrivateIpAddress!)))));
            var groups = shown.Groups!.ConvertAll(each => each.GroupId!);
            var view = new InterfaceView(id, shown.SubnetId!, shown.VpcId!, groups, addresses)
            {
                IsGateway = groups.Count == 0 && shown.InterfaceType != NetworkInterfaceType.NetworkLoadBalancer,
            };
            interfaces.Add(id, view);
        }
    }

    private void AddSubnets(Ec2State state)
    {
        var tables = state.RouteTables.All.ToDictionary(row => row.Id, row => Routes(state, row.Shown));
        var main = state.RouteTables.All.Where(row => RouteTables.IsMain(row.Shown))
            .ToDictionary(row => row.Shown.VpcId!, row => row.Id);
        var own = state.RouteTables.All.SelectMany(row => row.Shown.Associations!)
            .Where(each => each.SubnetId is not null)
            .ToDictionary(each => each.SubnetId!, each => each.RouteTableId!);
        var acls = state.NetworkAcls.All.ToDictionary(row => row.Id, row => AclView.Of(row.Shown));
        var under = state.NetworkAcls.All.SelectMany(row => row.Shown.Associations!)
            .ToDictionary(each => each.SubnetId!, each => each.NetworkAclId!);
        foreach (var (id, _, shown) in state.Subnets.All)
        {
            var table = own.GetValueOrDefault(id) ?? main[shown.VpcId!];
            subnets.Add(id, new(id, shown.VpcId!, table, tables[table], acls[under[id]])
            {
                Block = Cidr.Read(shown.CidrBlock)!.Value,
            });
        }
    }

    /// <summary>The routes of a table, the longest first: that is the one that a packet goes by.</summary>
    private static List<RouteView> Routes(Ec2State state, RouteTable table) =>
    [
        .. table.Routes!.Where(route => route.DestinationCidrBlock is not null)
            .Select(route => View(state, route))
            .OrderByDescending(route => route.Block.Length),
    ];

    private static RouteView View(Ec2State state, Route route)
    {
        var (kind, target) = route switch
        {
            { GatewayId: NewRouteTable.Local } => (RouteKind.Local, NewRouteTable.Local),
            { GatewayId: { } id } => (RouteKind.Internet, id),
            { NatGatewayId: { } id } => (RouteKind.Nat, id),
            { VpcPeeringConnectionId: { } id } => (RouteKind.Peering, id),
            _ => (RouteKind.Interface, route.NetworkInterfaceId ?? ""),
        };
        return new(Cidr.Read(route.DestinationCidrBlock)!.Value, kind, target, RouteTargets.IsThere(state, route));
    }
}

/// <summary>An interface: where it is, who guards it, and its addresses, the primary one first.</summary>
internal sealed record InterfaceView(
    string Id, string Subnet, string Vpc, IReadOnlyList<string> Groups, IReadOnlyList<AddressView> Addresses)
{
    /// <summary>It belongs to a NAT gateway, to which nobody can talk.</summary>
    public bool IsGateway { get; init; }
}

/// <summary>A private address, and the public one that leads to it.</summary>
internal readonly record struct AddressView(uint Private, uint? Public);

/// <summary>A subnet with the routes it goes by, and its ACL.</summary>
internal sealed record SubnetView(
    string Id, string Vpc, string RouteTable, IReadOnlyList<RouteView> Routes, AclView Acl)
{
    public required Cidr Block { get; init; }
}

/// <summary>A NAT gateway; it has no interface where it never worked.</summary>
internal sealed record NatView(string Id, string Subnet, string? Interface, bool IsPublic, bool IsUp);

/// <summary>A route, and whether what it leads to is there.</summary>
internal sealed record RouteView(Cidr Block, RouteKind Kind, string Target, bool IsThere);

/// <summary>What a route leads to.</summary>
internal enum RouteKind
{
    Local,
    Internet,
    Nat,
    Peering,
    Interface,
}
