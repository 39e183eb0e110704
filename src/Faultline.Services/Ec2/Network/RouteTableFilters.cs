using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>The filters of DescribeRouteTables.</summary>
internal static class RouteTableFilters
{
    public static Filters<RouteTable> All { get; } = new Filters<RouteTable>()
        .On("association.gateway-id", table => table.Associations!.Select(each => each.GatewayId))
        // A table without associations is not the main one, and passes neither value.
        .On("association.main", table => table.Associations!.Select(each => each.Main == true ? "true" : "false"))
        .On("association.route-table-association-id",
            table => table.Associations!.Select(each => each.RouteTableAssociationId))
        .On("association.route-table-id", table => table.Associations!.Select(each => each.RouteTableId))
        .On("association.subnet-id", table => table.Associations!.Select(each => each.SubnetId))
        .On("owner-id", table => table.OwnerId)
        .On("route-table-id", table => table.RouteTableId)
        .On("route.destination-cidr-block", table => table.Routes!.Select(each => each.DestinationCidrBlock))
        .On("route.destination-ipv6-cidr-block",
            table => table.Routes!.Select(each => each.DestinationIpv6CidrBlock))
        .On("route.destination-prefix-list-id", table => table.Routes!.Select(each => each.DestinationPrefixListId))
        .On("route.egress-only-internet-gateway-id",
            table => table.Routes!.Select(each => each.EgressOnlyInternetGatewayId))
        .On("route.gateway-id", table => table.Routes!.Select(each => each.GatewayId))
        .On("route.instance-id", table => table.Routes!.Select(each => each.InstanceId))
        .On("route.nat-gateway-id", table => table.Routes!.Select(each => each.NatGatewayId))
        .On("route.origin", table => table.Routes!.Select(each => each.Origin))
        .On("route.state", table => table.Routes!.Select(each => each.State))
        .On("route.transit-gateway-id", table => table.Routes!.Select(each => each.TransitGatewayId))
        .On("route.vpc-peering-connection-id", table => table.Routes!.Select(each => each.VpcPeeringConnectionId))
        .On("vpc-id", table => table.VpcId)
        .OnTags(table => table.Tags);
}
