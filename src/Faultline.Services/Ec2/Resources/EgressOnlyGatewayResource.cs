using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>An egress-only internet gateway. <c>Ref</c> gives its id.</summary>
internal sealed class EgressOnlyGatewayResource(Ec2Api ec2) : Ec2Type(
    ec2, "EgressOnlyInternetGateway", "Tags", "VpcId")
{
    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeEgressOnlyInternetGateways,
        new DescribeEgressOnlyInternetGatewaysRequest { Filters = Mark.Of(work) },
        ct)).EgressOnlyInternetGateways!.FirstOrDefault()?.EgressOnlyInternetGatewayId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = new CreateEgressOnlyInternetGatewayRequest
        {
            VpcId = work.Properties.Needed("VpcId"),
            TagSpecifications = Mark.On(TagOn.EgressOnlyInternetGateway, work),
        };
        return (await work.Ask(Ec2.CreateEgressOnlyInternetGateway, request, ct))
            .EgressOnlyInternetGateway!.EgressOnlyInternetGatewayId!;
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.DeleteEgressOnlyInternetGateway,
        new DeleteEgressOnlyInternetGatewayRequest { EgressOnlyInternetGatewayId = work.Id! },
        ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var gateway = (await work.Ask(
            Ec2.DescribeEgressOnlyInternetGateways,
            new DescribeEgressOnlyInternetGatewaysRequest { EgressOnlyInternetGatewayIds = [work.Id!] },
            ct)).EgressOnlyInternetGateways![0];
        return Nodes.Set(
            ("Id", gateway.EgressOnlyInternetGatewayId),
            ("VpcId", gateway.Attachments![0].VpcId),
            ("Tags", Mark.Shown(gateway.Tags)));
    }
}
