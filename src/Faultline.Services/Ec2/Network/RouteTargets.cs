using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire.Shapes;
using Route = Faultline.Api.Ec2.Route;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Where routes lead, and whether that is still there: a route whose target is gone is a black hole. Pure.
/// </summary>
internal static class RouteTargets
{
    public static Route Show(Ec2State state, Route route)
    {
        var eni = state.Interfaces.Find(route.NetworkInterfaceId);
        return route.With(shown =>
        {
            shown.State = IsThere(state, route) ? RouteState.Active : RouteState.Blackhole;
            shown.InstanceId = eni?.Shown.Attachment?.InstanceId;
            shown.InstanceOwnerId = shown.InstanceId is null ? null : eni!.Shown.Attachment!.InstanceOwnerId;
        });
    }

    public static bool IsThere(Ec2State state, Route route) => route switch
    {
        { GatewayId: NewRouteTable.Local } => true,
        { GatewayId: { } id } => state.InternetGateways.Find(id)?.Shown.Attachments is [_, ..],
        { EgressOnlyInternetGatewayId: { } id } => state.EgressGateways.Find(id) is not null,
        { NatGatewayId: { } id } => state.NatGateways.Find(id)?.Shown.State
            is NatGatewayState.Available or NatGatewayState.Pending,
        { NetworkInterfaceId: { } id } => state.Interfaces.Find(id)?.Shown.Attachment is not null,
        { VpcPeeringConnectionId: { } id } => state.Peerings.Find(id)?.Shown.Status!.Code
            == VpcPeeringConnectionStateReasonCode.Active,
        _ => false,
    };
}
