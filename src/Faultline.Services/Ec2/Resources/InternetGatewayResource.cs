using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>An internet gateway. <c>Ref</c> gives its id.</summary>
internal sealed class InternetGatewayResource(Ec2Api ec2) : Ec2Type(ec2, "InternetGateway", "Tags")
{
    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeInternetGateways, new DescribeInternetGatewaysRequest { Filters = Mark.Of(work) }, ct))
        .InternetGateways!.FirstOrDefault()?.InternetGatewayId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = new CreateInternetGatewayRequest { TagSpecifications = Mark.On(TagOn.InternetGateway, work) };
        return (await work.Ask(Ec2.CreateInternetGateway, request, ct)).InternetGateway!.InternetGatewayId!;
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteInternetGateway, new DeleteInternetGatewayRequest { InternetGatewayId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        Properties.Of((await work.Ask(
            Ec2.DescribeInternetGateways,
            new DescribeInternetGatewaysRequest { InternetGatewayIds = [work.Id!] },
            ct)).InternetGateways![0]);
}
