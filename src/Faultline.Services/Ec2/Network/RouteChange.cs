using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;
using Route = Faultline.Api.Ec2.Route;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// A route as somebody asks for it: one destination, and one of the targets that are here ("Route table concepts",
/// Amazon VPC User Guide). Pure.
/// </summary>
internal sealed record RouteChange(Ec2State State, Owned<RouteTable> Table)
{
    public string? Destination { get; init; }

    public string? Destination6 { get; init; }

    public string? Gateway { get; init; }

    public string? EgressOnly { get; init; }

    public string? Nat { get; init; }

    public string? Interface { get; init; }

    public string? Instance { get; init; }

    public string? Peering { get; init; }

    /// <summary>Destinations and targets that are not here, by the names of their parameters.</summary>
    public IReadOnlyList<(string Name, string? Value)> NotHere { get; init; } = [];

    /// <summary>The route that is to be added.</summary>
    public Route Add()
    {
        var to = To();
        var (route, vpc) = (Read(to), State.Vpcs.Find(Table.Shown.VpcId)!);
        if (Find(to) is not null)
        {
            throw new AwsError("RouteAlreadyExists", 400, $"The route identified by {to} already exists.");
        }

        // Within the VPC a route may only lead a whole subnet through something that looks at its traffic.
        if (to.IsWithin(vpc.Shown)
            && ((route.NetworkInterfaceId ?? route.NatGatewayId) is null
                || !State.Subnets.All.Any(row => row.Shown.VpcId == vpc.Id && to.IsAll(row.Shown))))
        {
            throw Refusal.Value("Route destination doesn't match any subnet CIDR blocks");
        }

        return Table.Shown.Routes!.Count < NetworkLimits.RoutesPerTable
            ? route
            : throw new AwsError(
                "RouteLimitExceeded", 400, "The maximum number of routes has been reached.");
    }

    /// <summary>The route that is to be in the place of one with its destination.</summary>
    public Route Replace()
    {
        var to = To();
        var there = Find(to) ?? throw Refusal.Value(
            $"There is no route defined for '{to}' in the route table. Use CreateRoute instead.");
        return there.GatewayId == NewRouteTable.Local
            ? throw NetworkRefusal.NotHere("local routes with other targets")
            : Read(to);
    }

    /// <summary>The route that is to go.</summary>
    public Route Remove()
    {
        var to = To();
        var route = Find(to) ?? throw new AwsError(
            "InvalidRoute.NotFound", 400,
            $"no route with destination-{(to.Six is null ? "" : "ipv6-")}cidr-block {to} in route table {Table.Id}");
        return route.GatewayId != NewRouteTable.Local
            ? route
            : throw Refusal.Value($"cannot remove local route {to} in route table {Table.Id}");
    }

    private Route? Find(Destination to) => Table.Shown.Routes!.Find(to.IsOf);

    private Destination To()
    {
        if (NotHere.FirstOrDefault(each => each.Value is not null) is { Name: { } name })
        {
            throw NetworkRefusal.NotHere($"routes with {name}");
        }

        return Network.Destination.Read(Destination, Destination6);
    }

    private Route Read(Destination to)
    {
        string?[] targets = [Gateway, EgressOnly, Nat, Interface, Instance, Peering];
        if (targets.Count(each => each is not null) != 1)
        {
            throw new AwsError(
                "InvalidParameterCombination", 400,
                "Exactly one of gatewayId, egressOnlyInternetGatewayId, natGatewayId, networkInterfaceId, instanceId "
                + "and vpcPeeringConnectionId is to be specified");
        }

        if (EgressOnly is not null && to.Six is null)
        {
            throw NetworkRefusal.Combination("destinationCidrBlock", "egressOnlyInternetGatewayId");
        }

        return new()
        {
            DestinationCidrBlock = to.Four?.ToString(),
            DestinationIpv6CidrBlock = to.Six?.ToString(),
            GatewayId = Gateway is null ? null : ReadGateway(Gateway),
            EgressOnlyInternetGatewayId = EgressOnly is null ? null : ReadEgressOnly(EgressOnly),
            NatGatewayId = Nat is null ? null : ReadNat(Nat),
            NetworkInterfaceId = Interface is not null ? ReadInterface(Interface)
                : Instance is not null ? ReadInstance(Instance)
                : null,
            VpcPeeringConnectionId = Peering is null ? null : ReadPeering(Peering),
            Origin = RouteOrigin.CreateRoute,
            State = RouteState.Active,
        };
    }

    private string ReadGateway(string id)
    {
        var gateway = State.InternetGateways.Find(Table.Account, id) ?? throw new AwsError(
            "InvalidGatewayID.NotFound", 400, $"The gateway ID '{id}' does not exist");
        return gateway.Shown.Attachments!.Exists(each => each.VpcId == Table.Shown.VpcId)
            ? id
            : throw Different("network gateway", id);
    }

    private string ReadEgressOnly(string id) => EgressGateways.IsOf(
        State.EgressGateways.Need(Noun.EgressGateway, Table.Account, id).Shown, Table.Shown.VpcId)
        ? id
        : throw Different("egress only internet gateway", id);

    private string ReadNat(string id)
    {
        var nat = State.NatGateways.Find(Table.Account, id) ?? throw new AwsError(
            "InvalidNatGatewayID.NotFound", 400, $"The natGateway ID '{id}' does not exist");
        return nat.Shown.VpcId == Table.Shown.VpcId ? id : throw Different("natGateway", id);
    }

    private string ReadInterface(string id) =>
        State.Interfaces.Need(Noun.Interface, Table.Account, id).Shown.VpcId == Table.Shown.VpcId
            ? id
            : throw Different("interface", id);

    private string ReadInstance(string id)
    {
        var machine = State.Machines.Need(Noun.Instance, Table.Account, id);
        return Interfaces.Of(State, machine.Id).ToList() switch
        {
            [var only] => ReadInterface(only.Id),
            [] => throw Refusal.Value($"Instance '{id}' has no network interface"),
            _ => throw new AwsError(
                "InvalidInstanceID", 400,
                $"There are multiple interfaces attached to instance '{id}'. Please specify an interface ID for the "
                + "operation instead."),
        };
    }

    private string ReadPeering(string id)
    {
        var peering = State.Peerings.Find(id);
        return peering is null || !Peerings.IsPartOf(peering.Shown, Table.Account)
            ? throw Noun.Peering.Missing(id)
            : Peerings.Joins(peering.Shown, Table.Shown.VpcId!) ? id : throw Different("peering connection", id);
    }

    private AwsError Different(string what, string id) =>
        Refusal.Value($"route table {Table.Id} and {what} {id} belong to different networks");
}
