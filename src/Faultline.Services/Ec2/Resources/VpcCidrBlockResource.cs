using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A further block of a VPC. <c>Ref</c> gives the id of its association. One of IPv4 is known by what it is; one that
/// Amazon gives, by the token under which it was asked for.
/// </summary>
internal sealed class VpcCidrBlockResource(Ec2Api ec2) : Ec2Type(
    ec2, "VPCCidrBlock", Amazon, "CidrBlock", "Ipv6CidrBlockNetworkBorderGroup", "VpcId")
{
    private const string Amazon = "AmazonProvidedIpv6CidrBlock";

    /// <summary>What a VPC says of its blocks, which templates ask for once they are there.</summary>
    public override async ValueTask<Neighbour?> Touched(Work work, CancellationToken ct)
    {
        var vpc = await Owner(work, ct);
        return new("AWS::EC2::VPC", vpc.VpcId!, VpcResource.Blocks(vpc));
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct)
    {
        var vpc = await Owner(work, ct);
        var block = Cidr.Read(work.Properties.Text("CidrBlock"))?.ToString();
        return vpc.CidrBlockAssociationSet!
            .Find(each => each.CidrBlock == block && each.CidrBlock != vpc.CidrBlock)?.AssociationId;
    }

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var made = await work.Ask(
            Ec2.AssociateVpcCidrBlock, work.Properties.As<AssociateVpcCidrBlockRequest>(), ct);
        return made.CidrBlockAssociation?.AssociationId ?? made.Ipv6CidrBlockAssociation!.AssociationId!;
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.DisassociateVpcCidrBlock, new DisassociateVpcCidrBlockRequest { AssociationId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var vpc = await Owner(work, ct);
        if (vpc.Ipv6CidrBlockAssociationSet!.Find(each => each.AssociationId == work.Id) is { } six)
        {
            return Nodes.Set(
                ("Id", six.AssociationId),
                (Amazon, true),
                ("Ipv6CidrBlock", six.Ipv6CidrBlock),
                ("IpSource", six.IpSource),
                ("Ipv6AddressAttribute", six.Ipv6AddressAttribute),
                ("VpcId", vpc.VpcId));
        }

        return vpc.CidrBlockAssociationSet!.Find(each => each.AssociationId == work.Id) is { } four
            ? Nodes.Set(("Id", four.AssociationId), ("CidrBlock", four.CidrBlock), ("VpcId", vpc.VpcId))
            : null;
    }

    private async ValueTask<Vpc> Owner(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [work.Properties.Needed("VpcId")] }, ct)).Vpcs![0];
}
