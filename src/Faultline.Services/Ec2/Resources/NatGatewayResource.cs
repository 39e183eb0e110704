using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A NAT gateway. <c>Ref</c> gives its id. One that is deleted is seen for a while yet.</summary>
internal sealed class NatGatewayResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "NatGateway",
    "AllocationId",
    "AvailabilityMode",
    "ConnectivityType",
    "PrivateIpAddress",
    "SecondaryAllocationIds",
    "SecondaryPrivateIpAddressCount",
    "SecondaryPrivateIpAddresses",
    "SubnetId",
    "Tags")
{
    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var gateway = await Present(work, ct);
        return gateway.State switch
        {
            NatGatewayState.Available => true,
            NatGatewayState.Pending => false,
            _ => throw new AwsError(
                "NotStabilized", 400,
                $"NatGateway {work.Id} is in state {gateway.State} and hence failed to stabilize. "
                + $"Detailed failure message: {gateway.FailureMessage}"),
        };
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeNatGateways, new DescribeNatGatewaysRequest { Filter = Mark.Of(work) }, ct))
        .NatGateways!.FirstOrDefault(gateway => !IsOver(gateway))?.NatGatewayId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateNatGatewayRequest>("Tags");
        request.ClientToken = work.Token;
        request.TagSpecifications = Mark.On(TagOn.Natgateway, work);
        return (await work.Ask(Ec2.CreateNatGateway, request, ct)).NatGateway!.NatGatewayId!;
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) =>
        await work.Ask(Ec2.DeleteNatGateway, new DeleteNatGatewayRequest { NatGatewayId = work.Id! }, ct);

    protected override async ValueTask<bool> Went(Work work, CancellationToken ct) => IsOver(await Present(work, ct));

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var gateway = await Present(work, ct);
        if (IsOver(gateway))
        {
            return null;
        }

        var shown = Properties.Of(gateway);
        var first = gateway.NatGatewayAddresses!.Find(each => each.IsPrimary == true);
        var others = gateway.NatGatewayAddresses.Where(each => each.IsPrimary == false).ToList();
        shown["AllocationId"] = first?.AllocationId;
        shown["PrivateIpAddress"] = first?.PrivateIp;
        shown["EniId"] = first?.NetworkInterfaceId;
        if (others.Count > 0)
        {
            shown["SecondaryPrivateIpAddressCount"] = others.Count;
            shown["SecondaryPrivateIpAddresses"] = Nodes.Of(others.Select(each => each.PrivateIp));
        }

        return shown;
    }

    private static bool IsOver(NatGateway gateway) => gateway.State == NatGatewayState.Deleted;

    private async ValueTask<NatGateway> Present(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeNatGateways,
            new DescribeNatGatewaysRequest { NatGatewayIds = [work.Id!] },
            ct)).NatGateways![0];
}
