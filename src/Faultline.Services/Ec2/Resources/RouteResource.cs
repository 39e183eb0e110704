using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;
using Route = Faultline.Api.Ec2.Route;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A route, known by its table and destination. <c>Ref</c> gives <c>rtb-...|DESTINATION</c>. One that leads to where
/// the template wants it is the template's; one that leads elsewhere is somebody else's.
/// </summary>
internal sealed class RouteResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "Route",
    "DestinationCidrBlock",
    Block6,
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "InstanceId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "RouteTableId",
    "VpcPeeringConnectionId")
{
    private const string Block6 = "DestinationIpv6CidrBlock";

    private static readonly (string Name, Func<Route, string?> Of)[] targets =
    [
        ("EgressOnlyInternetGatewayId", route => route.EgressOnlyInternetGatewayId),
        ("GatewayId", route => route.GatewayId),
        ("InstanceId", route => route.InstanceId),
        ("NatGatewayId", route => route.NatGatewayId),
        ("NetworkInterfaceId", route => route.NetworkInterfaceId),
        ("VpcPeeringConnectionId", route => route.VpcPeeringConnectionId),
    ];

    protected override IReadOnlyList<string> InPlace => [.. targets.Select(each => each.Name)];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await Present(work, ct) is { } route && LeadsThere(route, work.Properties) ? IdOf(work) : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        await work.Ask(Ec2.CreateRoute, work.Properties.As<CreateRouteRequest>(), ct);
        return IdOf(work);
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!before.Names.Any() || await Find(work, ct) is not null)
        {
            return;
        }

        if (await Present(work, ct) is null)
        {
            await Make(work, ct);
        }
        else
        {
            await work.Ask(Ec2.ReplaceRoute, work.Properties.As<ReplaceRouteRequest>(), ct);
        }
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteRoute, work.Properties.As<DeleteRouteRequest>(), ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        if (await Present(work, ct) is not { } route)
        {
            return null;
        }

        var shown = Nodes.Set(
            ("RouteTableId", work.Properties.Text("RouteTableId")),
            ("DestinationCidrBlock", route.DestinationCidrBlock),
            (Block6, route.DestinationIpv6CidrBlock),
            ("CidrBlock", route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock));

        // A route to an instance leads through its interface, and names both.
        var named = targets.Where(each => work.Properties.Has(each.Name) && each.Of(route) is not null).ToList();
        foreach (var (name, of) in named.Count > 0 ? named : [.. targets])
        {
            shown[name] = of(route);
        }

        return shown;
    }

    private static string Destination(Properties properties)
    {
        if (properties.Text(Block6) is { } six)
        {
            return Cidr6.Read(six)?.ToString() ?? six;
        }

        var text = properties.Needed("DestinationCidrBlock");
        return Cidr.Read(text)?.ToString() ?? text;
    }

    private static string IdOf(Work work) =>
        $"{work.Properties.Needed("RouteTableId")}|{Destination(work.Properties)}";

    private static bool LeadsThere(Route route, Properties properties) =>
        Array.TrueForAll(targets, each => !properties.Has(each.Name) || each.Of(route) == properties.Text(each.Name));

    private async ValueTask<Route?> Present(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeRouteTables,
            new DescribeRouteTablesRequest { RouteTableIds = [work.Properties.Needed("RouteTableId")] },
            ct);
        return found.RouteTables![0].Routes!.Find(each =>
            (each.DestinationCidrBlock ?? each.DestinationIpv6CidrBlock) == Destination(work.Properties));
    }
}
