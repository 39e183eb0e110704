using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using PeeringOptionsModified = Faultline.Api.Ec2.ModifyVpcPeeringConnectionOptionsResult;
using ReasonCode = Faultline.Api.Ec2.VpcPeeringConnectionStateReasonCode;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<VpcPeeringConnection> peeringListing = new(
        Noun.Peering,
        peering => peering.VpcPeeringConnectionId!,
        new Filters<VpcPeeringConnection>()
            .On("accepter-vpc-info.cidr-block", peering => peering.AccepterVpcInfo!.CidrBlock)
            .On("accepter-vpc-info.owner-id", peering => peering.AccepterVpcInfo!.OwnerId)
            .On("accepter-vpc-info.vpc-id", peering => peering.AccepterVpcInfo!.VpcId)
            .On("expiration-time", peering => peering.ExpirationTime?.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .On("requester-vpc-info.cidr-block", peering => peering.RequesterVpcInfo!.CidrBlock)
            .On("requester-vpc-info.owner-id", peering => peering.RequesterVpcInfo!.OwnerId)
            .On("requester-vpc-info.vpc-id", peering => peering.RequesterVpcInfo!.VpcId)
            .On("status-code", peering => peering.Status!.Code)
            .On("status-message", peering => peering.Status!.Message)
            .On("vpc-peering-connection-id", peering => peering.VpcPeeringConnectionId)
            .OnTags(peering => peering.Tags),
        NetworkPages.Most);

    public override async ValueTask<CreateVpcPeeringConnectionResult> CreateVpcPeeringConnection(
        Call call, CreateVpcPeeringConnectionRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.VpcPeeringConnection);
        var tags = Tagging.For(call, ResourceType.VpcPeeringConnection, request.TagSpecifications);
        var peer = request.PeerVpcId ?? throw NetworkRefusal.MissingParameter("peerVpcId");
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        if (peer == vpc.Id)
        {
            throw Refusal.Value($"A VPC cannot be peered with itself: {peer}");
        }

        if (state.Peerings.All.Any(row => Peerings.IsOpen(row.Shown)
            && Peerings.Joins(row.Shown, vpc.Id)
            && Peerings.Joins(row.Shown, peer)))
        {
            throw new AwsError(
                "VpcPeeringConnectionAlreadyExists", 400,
                $"A VPC peering connection between {vpc.Id} and {peer} already exists.");
        }

        DryRun.Stop(request.DryRun);
        var other = new VpcPeeringConnectionVpcInfo
        {
            VpcId = peer,
            OwnerId = request.PeerOwnerId ?? call.Account,
            Region = request.PeerRegion ?? region,
        };
        var row = Peerings.Make(state, vpc, other, region, tags, call.Now, call.Dice);
        await held.Keep();
        return new() { VpcPeeringConnection = Peerings.Show(row, call.Account) };
    }

    public override async ValueTask<AcceptVpcPeeringConnectionResult> AcceptVpcPeeringConnection(
        Call call, AcceptVpcPeeringConnectionRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var row = Peerings.Need(held.State, call.Account, request.VpcPeeringConnectionId);
        Peerings.CheckAnswer(row, call.Account, "accept");
        DryRun.Stop(request.DryRun);
        var accepted = Peerings.Accept(held.State, row, region);
        await held.Keep();
        TellNetworks();
        return new() { VpcPeeringConnection = Peerings.Show(accepted, call.Account) };
    }

    public override async ValueTask<RejectVpcPeeringConnectionResult> RejectVpcPeeringConnection(
        Call call, RejectVpcPeeringConnectionRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var row = Peerings.Need(held.State, call.Account, request.VpcPeeringConnectionId);
        Peerings.CheckAnswer(row, call.Account, "reject");
        DryRun.Stop(request.DryRun);
        Peerings.End(held.State, row, ReasonCode.Rejected, $"Rejected by {call.Account}", call.Now);
        await held.Keep();
        return new() { Return = true };
    }

    public override async ValueTask<DeleteVpcPeeringConnectionResult> DeleteVpcPeeringConnection(
        Call call, DeleteVpcPeeringConnectionRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var row = Peerings.Need(held.State, call.Account, request.VpcPeeringConnectionId);
        Peerings.CheckEnd(row);
        DryRun.Stop(request.DryRun);
        Peerings.End(held.State, row, ReasonCode.Deleted, $"Deleted by {call.Account}", call.Now);
        await held.Keep();
        TellNetworks();
        return new() { Return = true };
    }

    public override async ValueTask<DescribeVpcPeeringConnectionsResult> DescribeVpcPeeringConnections(
        Call call, DescribeVpcPeeringConnectionsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = peeringListing.Of(
            call,
            held.State.Peerings.All
                .Where(row => Peerings.IsPartOf(row.Shown, call.Account))
                .Select(row => Peerings.Show(row, call.Account)),
            request.VpcPeeringConnectionIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { VpcPeeringConnections = page, NextToken = next };
    }

    public override async ValueTask<PeeringOptionsModified> ModifyVpcPeeringConnectionOptions(
        Call call, ModifyVpcPeeringConnectionOptionsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var row = Peerings.Need(held.State, call.Account, request.VpcPeeringConnectionId);
        if (row.Shown.Status!.Code != ReasonCode.Active)
        {
            throw NetworkRefusal.NotPermitted(
                $"Peering {row.Id} is not active. Peering options can be added only to active peerings.");
        }

        foreach (var (party, asked) in new[]
        {
            (row.Shown.RequesterVpcInfo!, request.RequesterPeeringConnectionOptions),
            (row.Shown.AccepterVpcInfo!, request.AccepterPeeringConnectionOptions),
        })
        {
            if (asked is not null && party.OwnerId != call.Account)
            {
                throw NetworkRefusal.NotPermitted($"User {call.Account} cannot modify options of {party.VpcId}");
            }
        }

        DryRun.Stop(request.DryRun);
        var (one, other) = (request.RequesterPeeringConnectionOptions, request.AccepterPeeringConnectionOptions);
        held.State.Peerings.Put(row.With(shown =>
        {
            shown.RequesterVpcInfo = With(shown.RequesterVpcInfo!, one);
            shown.AccepterVpcInfo = With(shown.AccepterVpcInfo!, other);
        }));
        await held.Keep();
        return new()
        {
            RequesterPeeringConnectionOptions = Echo(one),
            AccepterPeeringConnectionOptions = Echo(other),
        };
    }

    private static VpcPeeringConnectionVpcInfo With(
        VpcPeeringConnectionVpcInfo party, PeeringConnectionOptionsRequest? asked) => asked is null
        ? party
        : party.With(shown => shown.PeeringOptions = new()
        {
            AllowDnsResolutionFromRemoteVpc = asked.AllowDnsResolutionFromRemoteVpc ?? false,
            AllowEgressFromLocalClassicLinkToRemoteVpc = false,
            AllowEgressFromLocalVpcToRemoteClassicLink = false,
        });

    private static PeeringConnectionOptions? Echo(PeeringConnectionOptionsRequest? asked) => asked is null
        ? null
        : new() { AllowDnsResolutionFromRemoteVpc = asked.AllowDnsResolutionFromRemoteVpc };
}
