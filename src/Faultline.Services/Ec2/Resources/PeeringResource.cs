using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Code = Faultline.Api.Ec2.VpcPeeringConnectionStateReasonCode;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A peering of two VPCs. <c>Ref</c> gives its id. Between VPCs of one account it is accepted by itself; another
/// account says yes in its own time.
/// </summary>
internal sealed class PeeringResource(Ec2Api ec2) : Ec2Type(
    ec2, "VPCPeeringConnection", "PeerOwnerId", "PeerRegion", "PeerVpcId", "Tags", "VpcId")
{
    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var peering = await Present(work, ct);
        switch (peering.Status!.Code)
        {
            case Code.Active:
                return true;
            case Code.PendingAcceptance when peering.AccepterVpcInfo!.OwnerId == work.Account:
                await work.Ask(
                    Ec2.AcceptVpcPeeringConnection,
                    new AcceptVpcPeeringConnectionRequest { VpcPeeringConnectionId = work.Id! },
                    ct);
                return false;
            case Code.InitiatingRequest or Code.PendingAcceptance or Code.Provisioning:
                return false;
            default:
                throw new AwsError(
                    "NotStabilized", 400,
                    $"VPC peering connection {work.Id} is {peering.Status.Code}: {peering.Status.Message}");
        }
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVpcPeeringConnections, new DescribeVpcPeeringConnectionsRequest { Filters = Mark.Of(work) }, ct))
        .VpcPeeringConnections!.FirstOrDefault(each => !IsOver(each))?.VpcPeeringConnectionId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateVpcPeeringConnectionRequest>("Tags");
        request.TagSpecifications = Mark.On(TagOn.VpcPeeringConnection, work);
        return (await work.Ask(Ec2.CreateVpcPeeringConnection, request, ct))
            .VpcPeeringConnection!.VpcPeeringConnectionId!;
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        // What failed, or was rejected, goes by itself.
        if ((await Present(work, ct)).Status!.Code is
            Code.Active or Code.PendingAcceptance or Code.Provisioning or Code.InitiatingRequest)
        {
            await work.Ask(
                Ec2.DeleteVpcPeeringConnection,
                new DeleteVpcPeeringConnectionRequest { VpcPeeringConnectionId = work.Id! },
                ct);
        }
    }

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var peering = await Present(work, ct);
        return IsOver(peering)
            ? null
            : Nodes.Set(
                ("Id", peering.VpcPeeringConnectionId),
                ("VpcId", peering.RequesterVpcInfo!.VpcId),
                ("PeerVpcId", peering.AccepterVpcInfo!.VpcId),
                ("PeerOwnerId", peering.AccepterVpcInfo.OwnerId),
                ("PeerRegion", peering.AccepterVpcInfo.Region),
                ("Tags", Mark.Shown(peering.Tags)));
    }

    private static bool IsOver(VpcPeeringConnection peering) => peering.Status!.Code is Code.Deleted or Code.Deleting;

    private async ValueTask<VpcPeeringConnection> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVpcPeeringConnections,
        new DescribeVpcPeeringConnectionsRequest { VpcPeeringConnectionIds = [work.Id!] },
        ct)).VpcPeeringConnections![0];
}
