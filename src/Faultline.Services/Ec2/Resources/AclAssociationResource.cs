using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// What puts a subnet under a network ACL. <c>Ref</c> gives the id of the association that was made first. A subnet is
/// always under one: to another ACL it is moved, and without this resource it is under the default one.
/// </summary>
internal sealed class AclAssociationResource(Ec2Api ec2) : Ec2Type(
    ec2, "SubnetNetworkAclAssociation", "NetworkAclId", "SubnetId")
{
    protected override IReadOnlyList<string> InPlace => ["NetworkAclId"];

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Contains("SubnetId");

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await Present(work, ct) is { } there && there.NetworkAclId == work.Properties.Text("NetworkAclId")
            ? there.NetworkAclAssociationId
            : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct) =>
        await Move(work, work.Properties.Needed("NetworkAclId"), ct);

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (before.Has("NetworkAclId") && await Find(work, ct) is null)
        {
            await Make(work, ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if (await Find(work, ct) is null)
        {
            return;
        }

        var own = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest { NetworkAclIds = [work.Properties.Needed("NetworkAclId")] },
            ct);
        var usual = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest
            {
                Filters = [.. Mark.Where("vpc-id", own.NetworkAcls![0].VpcId), .. Mark.Where("default", "true")],
            },
            ct);
        if (usual.NetworkAcls!.FirstOrDefault()?.NetworkAclId is { } id && id != own.NetworkAcls[0].NetworkAclId)
        {
            await Move(work, id, ct);
        }
    }

    /// <summary>Under the default ACL, which no template asked for, it is as if nothing put it anywhere.</summary>
    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var acl = await Over(work, ct);
        return acl is null || (acl.IsDefault == true && acl.NetworkAclId != work.Properties.Text("NetworkAclId"))
            ? null
            : new()
            {
                ["NetworkAclId"] = acl.NetworkAclId,
                ["SubnetId"] = work.Properties.Text("SubnetId"),
                ["AssociationId"] = Of(acl, work)?.NetworkAclAssociationId,
            };
    }

    private async ValueTask<string> Move(Work work, string acl, CancellationToken ct)
    {
        var there = await Present(work, ct) ?? throw Noun.Subnet.Missing(work.Properties.Needed("SubnetId"));
        var moved = await work.Ask(
            Ec2.ReplaceNetworkAclAssociation,
            new ReplaceNetworkAclAssociationRequest
            {
                AssociationId = there.NetworkAclAssociationId!,
                NetworkAclId = acl,
            },
            ct);
        return moved.NewAssociationId!;
    }

    private static NetworkAclAssociation? Of(NetworkAcl? acl, Work work) =>
        acl?.Associations!.Find(each => each.SubnetId == work.Properties.Text("SubnetId"));

    private async ValueTask<NetworkAclAssociation?> Present(Work work, CancellationToken ct) =>
        Of(await Over(work, ct), work);

    /// <summary>The ACL that the subnet is under.</summary>
    private async ValueTask<NetworkAcl?> Over(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest
            {
                Filters = Mark.Where("association.subnet-id", work.Properties.Needed("SubnetId")),
            },
            ct);
        return found.NetworkAcls!.FirstOrDefault();
    }
}
