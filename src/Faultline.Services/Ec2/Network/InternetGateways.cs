using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Internet gateways: a VPC has one at most, and a gateway one VPC. Pure.</summary>
internal static class InternetGateways
{
    public static Owned<InternetGateway> Make(Ec2State state, string account, string? vpc, List<Tag> tags, Dice dice)
    {
        var id = dice.Resource("igw");
        var row = new Owned<InternetGateway>(id, account, new()
        {
            InternetGatewayId = id,
            OwnerId = account,
            Attachments = vpc is null ? [] : [Attached(vpc)],
            Tags = tags,
        });
        state.InternetGateways.Put(row);
        return row;
    }

    public static Owned<InternetGateway>? Of(Ec2State state, string? vpc) => state.InternetGateways.All
        .FirstOrDefault(row => row.Shown.Attachments!.Exists(each => each.VpcId == vpc));

    /// <summary>The one state that AWS shows of an attachment is not among those that its model names.</summary>
    public static InternetGatewayAttachment Attached(string vpc) => new() { VpcId = vpc, State = "available" };
}
