using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A further block of a VPC, known by what it is. <c>Ref</c> gives the id of its association.</summary>
internal sealed class VpcCidrBlockResource(Ec2Api ec2) : Ec2Type(ec2, "VPCCidrBlock", "CidrBlock", "VpcId")
{
    protected override async ValueTask<string?> Find(Work work, CancellationToken ct)
    {
        var vpc = await Owner(work, ct);
        var block = Cidr.Read(work.Properties.Text("CidrBlock"))?.ToString();
        return vpc.CidrBlockAssociationSet!
            .Find(each => each.CidrBlock == block && each.CidrBlock != vpc.CidrBlock)?.AssociationId;
    }

    protected override async ValueTask<string> Make(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.AssociateVpcCidrBlock, work.Properties.As<AssociateVpcCidrBlockRequest>(), ct))
        .CidrBlockAssociation!.AssociationId!;

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.DisassociateVpcCidrBlock, new DisassociateVpcCidrBlockRequest { AssociationId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        (await Owner(work, ct)).CidrBlockAssociationSet!
            .Find(each => each.AssociationId == work.Id) is not { } there
            ? null
            : new()
            {
                ["Id"] = there.AssociationId,
                ["CidrBlock"] = there.CidrBlock,
                ["VpcId"] = work.Properties.Text("VpcId"),
            };

    private async ValueTask<Vpc> Owner(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [work.Properties.Needed("VpcId")] }, ct)).Vpcs![0];
}
