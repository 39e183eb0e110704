using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A network ACL. <c>Ref</c> gives its id.</summary>
internal sealed class NetworkAclResource(Ec2Api ec2) : Ec2Type(ec2, "NetworkAcl", "Tags", "VpcId")
{
    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest { Filters = Mark.Of(work) }, ct))
        .NetworkAcls!.FirstOrDefault()?.NetworkAclId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = new CreateNetworkAclRequest
        {
            VpcId = work.Properties.Needed("VpcId"),
            ClientToken = work.Token,
            TagSpecifications = Mark.On(TagOn.NetworkAcl, work),
        };
        return (await work.Ask(Ec2.CreateNetworkAcl, request, ct)).NetworkAcl!.NetworkAclId!;
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteNetworkAcl, new DeleteNetworkAclRequest { NetworkAclId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest { NetworkAclIds = [work.Id!] }, ct);
        var shown = Properties.Of(found.NetworkAcls![0]);
        shown["Id"] = work.Id;
        return shown;
    }
}
