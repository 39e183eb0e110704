using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Egress-only internet gateways: each is made in a VPC, and stays there until it goes. Pure.</summary>
internal static class EgressGateways
{
    public static Owned<EgressOnlyInternetGateway> Make(
        Ec2State state, Owned<Vpc> vpc, List<Tag> tags, Dice dice)
    {
        var id = dice.Resource("eigw");
        var row = new Owned<EgressOnlyInternetGateway>(id, vpc.Account, new()
        {
            EgressOnlyInternetGatewayId = id,
            Attachments = [new() { VpcId = vpc.Id, State = AttachmentStatus.Attached }],
            Tags = tags,
        });
        state.EgressGateways.Put(row);
        return row;
    }

    public static bool IsOf(EgressOnlyInternetGateway gateway, string? vpc) =>
        gateway.Attachments!.Exists(each => each.VpcId == vpc);
}
