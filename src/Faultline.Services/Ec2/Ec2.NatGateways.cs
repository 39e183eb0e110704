using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<NatGateway> natListing = new(
        Noun.NatGateway,
        gateway => gateway.NatGatewayId!,
        new Filters<NatGateway>()
            .On("nat-gateway-id", gateway => gateway.NatGatewayId)
            .On("state", gateway => gateway.State)
            .On("subnet-id", gateway => gateway.SubnetId)
            .On("vpc-id", gateway => gateway.VpcId)
            .OnTags(gateway => gateway.Tags),
        NetworkPages.Most);

    public override async ValueTask<CreateNatGatewayResult> CreateNatGateway(
        Call call, CreateNatGatewayRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.Natgateway);
        var tags = Tagging.For(call, ResourceType.Natgateway, request.TagSpecifications);
        CheckConnectivity(request);
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var before = ClientTokens.Outcome(state, call, request.ClientToken, request);
        if (state.NatGateways.Find(before) is not { } gateway)
        {
            var subnet = state.Subnets.Need(Noun.Subnet, call.Account, request.SubnetId);
            var elastic = request.AllocationId is null ? null : FreeAddress(state, call, request.AllocationId);
            DryRun.Stop(request.DryRun);
            var asked = new NewInterface
            {
                Address = request.PrivateIpAddress,
                Secondary = request.SecondaryPrivateIpAddresses ?? [],
                SecondaryCount = request.SecondaryPrivateIpAddressCount ?? 0,
            };
            gateway = NatGateways.Make(state, subnet, elastic, asked, tags, call.Now, call.Dice);
            ClientTokens.Note(state, call, request.ClientToken, request, gateway.Id);
        }

        await held.Keep();
        TellNetworks();
        return new() { NatGateway = gateway.Shown, ClientToken = request.ClientToken };
    }

    public override async ValueTask<DeleteNatGatewayResult> DeleteNatGateway(
        Call call, DeleteNatGatewayRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var gateway = held.State.NatGateways.Need(Noun.NatGateway, call.Account, request.NatGatewayId);
        if (gateway.Shown.State == NatGatewayState.Deleted)
        {
            throw Noun.NatGateway.Missing(gateway.Id);
        }

        DryRun.Stop(request.DryRun);
        if (gateway.Shown.State != NatGatewayState.Deleting)
        {
            NatGateways.Delete(held.State, gateway, call.Now);
        }

        await held.Keep();
        TellNetworks();
        return new() { NatGatewayId = gateway.Id };
    }

    public override async ValueTask<DescribeNatGatewaysResult> DescribeNatGateways(
        Call call, DescribeNatGatewaysRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = natListing.Of(
            call,
            held.State.NatGateways.Of(call.Account).Select(row => row.Shown),
            request.NatGatewayIds,
            request.Filter,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { NatGateways = page, NextToken = next };
    }

    private static void CheckConnectivity(CreateNatGatewayRequest request)
    {
        if (request.AvailabilityMode == AvailabilityMode.Regional || request.AvailabilityZoneAddresses is [_, ..])
        {
            throw NetworkRefusal.NotHere("NAT gateways of a whole region");
        }

        if (request.SecondaryAllocationIds is [_, ..])
        {
            throw NetworkRefusal.NotHere("NAT gateways with more than one Elastic IP address");
        }

        if (request.SubnetId is null)
        {
            throw NetworkRefusal.MissingParameter("subnetId");
        }

        switch (request.ConnectivityType ?? ConnectivityType.Public, request.AllocationId)
        {
            case (ConnectivityType.Public, null):
                throw NetworkRefusal.MissingParameter("allocationId");
            case (ConnectivityType.Private, not null):
                throw NetworkRefusal.Combination("allocationId", "connectivityType=private");
            case (ConnectivityType.Public or ConnectivityType.Private, _):
                break;
            default:
                throw Refusal.Value(request.ConnectivityType!, "connectivityType");
        }
    }

    private static Owned<Address> FreeAddress(Ec2State state, Call call, string id)
    {
        var address = state.Addresses.Find(call.Account, id)
            ?? state.Addresses.Of(call.Account).FirstOrDefault(row => row.Shown.AllocationId == id)
            ?? throw Noun.Allocation.Missing(id);
        return address.Shown.AssociationId is null
            ? address
            : throw new AwsError(
                "Resource.AlreadyAssociated", 400, $"Elastic IP address [{id}] is already associated");
    }
}
