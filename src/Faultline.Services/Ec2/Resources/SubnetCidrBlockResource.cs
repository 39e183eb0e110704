using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// The IPv6 block of a subnet that was made without one, known by what it is. <c>Ref</c> gives the id of its
/// association.
/// </summary>
internal sealed class SubnetCidrBlockResource(Ec2Api ec2) : Ec2Type(
    ec2, "SubnetCidrBlock", "Ipv6CidrBlock", "SubnetId")
{
    public override async ValueTask<Neighbour?> Touched(Work work, CancellationToken ct)
    {
        var subnet = await Owner(work, ct);
        return new("AWS::EC2::Subnet", subnet.SubnetId!, SubnetResource.Blocks(subnet));
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct)
    {
        var block = Cidr6.Read(work.Properties.Text("Ipv6CidrBlock"))?.ToString();
        return (await Owner(work, ct)).Ipv6CidrBlockAssociationSet!
            .Find(each => each.Ipv6CidrBlock == block)?.AssociationId;
    }

    protected override async ValueTask<string> Make(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.AssociateSubnetCidrBlock, work.Properties.As<AssociateSubnetCidrBlockRequest>(), ct))
        .Ipv6CidrBlockAssociation!.AssociationId!;

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.DisassociateSubnetCidrBlock, new DisassociateSubnetCidrBlockRequest { AssociationId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var subnet = await Owner(work, ct);
        return subnet.Ipv6CidrBlockAssociationSet!.Find(each => each.AssociationId == work.Id) is { } there
            ? Nodes.Set(
                ("Id", there.AssociationId),
                ("Ipv6CidrBlock", there.Ipv6CidrBlock),
                ("IpSource", there.IpSource),
                ("Ipv6AddressAttribute", there.Ipv6AddressAttribute),
                ("SubnetId", subnet.SubnetId))
            : null;
    }

    private async ValueTask<Subnet> Owner(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeSubnets, new DescribeSubnetsRequest { SubnetIds = [work.Properties.Needed("SubnetId")] }, ct))
        .Subnets![0];
}
