using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>The attachment of an internet gateway to a VPC. <c>Ref</c> gives <c>IGW|vpc-...</c>.</summary>
internal sealed class GatewayAttachmentResource(Ec2Api ec2) : Ec2Type(
    ec2, "VPCGatewayAttachment", "InternetGatewayId", "VpcId")
{
    private const string Kind = "IGW";

    protected override IReadOnlyList<string> InPlace => ["InternetGatewayId"];

    public override bool SaysGone(AwsError error) => error.Code == "Gateway.NotAttached" || base.SaysGone(error);

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await IsAttached(work, work.Properties, ct) ? IdOf(work) : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var (gateway, vpc) = (work.Properties.Needed("InternetGatewayId"), work.Properties.Needed("VpcId"));
        await work.Ask(
            Ec2.AttachInternetGateway,
            new AttachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = vpc },
            ct);
        return IdOf(work);
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!before.Has("InternetGatewayId") || !Differ(before, work.Properties, "InternetGatewayId"))
        {
            return;
        }

        if (await IsAttached(work, before, ct))
        {
            await Remove(work with { Properties = before }, ct);
        }

        if (!await IsAttached(work, work.Properties, ct))
        {
            await Make(work, ct);
        }
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) => work.Ask(
        Ec2.DetachInternetGateway,
        new DetachInternetGatewayRequest
        {
            InternetGatewayId = work.Properties.Needed("InternetGatewayId"),
            VpcId = work.Properties.Needed("VpcId"),
        },
        ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        !await IsAttached(work, work.Properties, ct)
            ? null
            : new()
            {
                ["InternetGatewayId"] = work.Properties.Text("InternetGatewayId"),
                ["VpcId"] = work.Properties.Text("VpcId"),
                ["AttachmentType"] = Kind,
            };

    private static string IdOf(Work work) => $"{Kind}|{work.Properties.Needed("VpcId")}";

    private async ValueTask<bool> IsAttached(Work work, Properties properties, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeInternetGateways,
            new DescribeInternetGatewaysRequest { InternetGatewayIds = [properties.Needed("InternetGatewayId")] },
            ct);
        return found.InternetGateways![0].Attachments!.Exists(each => each.VpcId == properties.Text("VpcId"));
    }
}
