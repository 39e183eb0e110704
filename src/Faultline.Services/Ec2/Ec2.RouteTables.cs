using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<RouteTable> routeTableListing = new(
        Noun.RouteTable, table => table.RouteTableId!, RouteTableFilters.All, NetworkPages.RouteTables);

    public override async ValueTask<CreateRouteTableResult> CreateRouteTable(
        Call call, CreateRouteTableRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.RouteTable);
        var tags = Tagging.For(call, ResourceType.RouteTable, request.TagSpecifications);
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var before = ClientTokens.Outcome(state, call, request.ClientToken, request);
        if (state.RouteTables.Find(before) is not { } table)
        {
            var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
            DryRun.Stop(request.DryRun);
            table = NewRouteTable.Make(state, vpc, main: false, tags, call.Dice);
            ClientTokens.Note(state, call, request.ClientToken, request, table.Id);
        }

        var shown = RouteTables.Show(state, table);
        await held.Keep();
        return new() { RouteTable = shown, ClientToken = request.ClientToken };
    }

    public override async ValueTask DeleteRouteTable(Call call, DeleteRouteTableRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var table = held.State.RouteTables.Need(Noun.RouteTable, call.Account, request.RouteTableId);
        RouteTables.CheckRemoval(table);
        DryRun.Stop(request.DryRun);
        held.State.RouteTables.Remove(table.Id);
        await held.Keep();
    }

    public override async ValueTask<DescribeRouteTablesResult> DescribeRouteTables(
        Call call, DescribeRouteTablesRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = routeTableListing.Of(
            call,
            held.State.RouteTables.Of(call.Account).Select(row => RouteTables.Show(held.State, row)),
            request.RouteTableIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { RouteTables = page, NextToken = next };
    }

    public override async ValueTask<AssociateRouteTableResult> AssociateRouteTable(
        Call call, AssociateRouteTableRequest request, CancellationToken ct)
    {
        if ((request.GatewayId ?? request.PublicIpv4Pool) is not null)
        {
            throw NetworkRefusal.NotHere("route tables of gateways");
        }

        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var table = state.RouteTables.Need(Noun.RouteTable, call.Account, request.RouteTableId);
        var subnet = state.Subnets.Need(Noun.Subnet, call.Account, request.SubnetId);
        RouteTables.CheckSubnet(table, subnet);
        var there = RouteTables.AssociationOf(state, subnet.Id);
        if (there is not null && there.RouteTableId != table.Id)
        {
            throw new AwsError(
                "Resource.AlreadyAssociated", 400,
                $"the specified association for route table {table.Id} conflicts with an existing association");
        }

        DryRun.Stop(request.DryRun);
        var id = there?.RouteTableAssociationId ?? RouteTables.Associate(state, table, subnet, call.Dice);
        await held.Keep();
        TellNetworks();
        return new()
        {
            AssociationId = id,
            AssociationState = new() { State = RouteTableAssociationStateCode.Associated },
        };
    }

    public override async ValueTask DisassociateRouteTable(
        Call call, DisassociateRouteTableRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (table, association) = RouteTables.Find(held.State, call.Account, request.AssociationId);
        if (association.Main == true)
        {
            throw Refusal.Value(
                $"cannot disassociate the main route table association {request.AssociationId}");
        }

        DryRun.Stop(request.DryRun);
        RouteTables.Disassociate(held.State, table, association);
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask<ReplaceRouteTableAssociationResult> ReplaceRouteTableAssociation(
        Call call, ReplaceRouteTableAssociationRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var (from, association) = RouteTables.Find(state, call.Account, request.AssociationId);
        var to = state.RouteTables.Need(Noun.RouteTable, call.Account, request.RouteTableId);
        RouteTables.CheckMove(from, to);
        DryRun.Stop(request.DryRun);
        var id = RouteTables.Move(state, from, association, to, call.Dice);
        await held.Keep();
        TellNetworks();
        return new()
        {
            NewAssociationId = id,
            AssociationState = new() { State = RouteTableAssociationStateCode.Associated },
        };
    }

    public override async ValueTask<CreateRouteResult> CreateRoute(
        Call call, CreateRouteRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var table = held.State.RouteTables.Need(Noun.RouteTable, call.Account, request.RouteTableId);
        var route = new RouteChange(held.State, table)
        {
            Destination = request.DestinationCidrBlock,
            Destination6 = request.DestinationIpv6CidrBlock,
            Gateway = request.GatewayId,
            EgressOnly = request.EgressOnlyInternetGatewayId,
            Nat = request.NatGatewayId,
            Interface = request.NetworkInterfaceId,
            Instance = request.InstanceId,
            Peering = request.VpcPeeringConnectionId,
            NotHere =
            [
                ("DestinationPrefixListId", request.DestinationPrefixListId),
                ("VpcEndpointId", request.VpcEndpointId),
                ("TransitGatewayId", request.TransitGatewayId),
                ("LocalGatewayId", request.LocalGatewayId),
                ("CarrierGatewayId", request.CarrierGatewayId),
                ("CoreNetworkArn", request.CoreNetworkArn),
                ("OdbNetworkArn", request.OdbNetworkArn),
            ],
        }.Add();
        DryRun.Stop(request.DryRun);
        held.State.RouteTables.Put(table.With(shown => shown.Routes = [.. shown.Routes!, route]));
        await held.Keep();
        TellNetworks();
        return new() { Return = true };
    }

    public override async ValueTask ReplaceRoute(Call call, ReplaceRouteRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var table = held.State.RouteTables.Need(Noun.RouteTable, call.Account, request.RouteTableId);
        var route = new RouteChange(held.State, table)
        {
            Destination = request.DestinationCidrBlock,
            Destination6 = request.DestinationIpv6CidrBlock,
            Gateway = request.GatewayId,
            EgressOnly = request.EgressOnlyInternetGatewayId,
            Nat = request.NatGatewayId,
            Interface = request.NetworkInterfaceId,
            Instance = request.InstanceId,
            Peering = request.VpcPeeringConnectionId,
            NotHere =
            [
                ("DestinationPrefixListId", request.DestinationPrefixListId),
                ("VpcEndpointId", request.VpcEndpointId),
                ("LocalTarget", request.LocalTarget == true ? "true" : null),
                ("TransitGatewayId", request.TransitGatewayId),
                ("LocalGatewayId", request.LocalGatewayId),
                ("CarrierGatewayId", request.CarrierGatewayId),
                ("CoreNetworkArn", request.CoreNetworkArn),
                ("OdbNetworkArn", request.OdbNetworkArn),
            ],
        }.Replace();
        DryRun.Stop(request.DryRun);
        held.State.RouteTables.Put(table.With(shown => shown.Routes =
        [
            .. shown.Routes!.Select(each =>
                each.DestinationCidrBlock == route.DestinationCidrBlock
                && each.DestinationIpv6CidrBlock == route.DestinationIpv6CidrBlock
                    ? route
                    : each),
        ]));
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask DeleteRoute(Call call, DeleteRouteRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var table = held.State.RouteTables.Need(Noun.RouteTable, call.Account, request.RouteTableId);
        var route = new RouteChange(held.State, table)
        {
            Destination = request.DestinationCidrBlock,
            Destination6 = request.DestinationIpv6CidrBlock,
            NotHere = [("DestinationPrefixListId", request.DestinationPrefixListId)],
        }.Remove();
        DryRun.Stop(request.DryRun);
        held.State.RouteTables.Put(table.With(shown =>
            shown.Routes = [.. shown.Routes!.Where(each => each != route)]));
        await held.Keep();
        TellNetworks();
    }
}
