using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<EgressOnlyInternetGateway> egressListing = new(
        Noun.EgressGateway,
        gateway => gateway.EgressOnlyInternetGatewayId!,
        new Filters<EgressOnlyInternetGateway>().OnTags(gateway => gateway.Tags),
        NetworkPages.EgressGateways);

    public override async ValueTask<CreateEgressOnlyInternetGatewayResult> CreateEgressOnlyInternetGateway(
        Call call, CreateEgressOnlyInternetGatewayRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.EgressOnlyInternetGateway);
        var tags = Tagging.For(call, ResourceType.EgressOnlyInternetGateway, request.TagSpecifications);
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var before = ClientTokens.Outcome(state, call, request.ClientToken, request);
        if (state.EgressGateways.Find(before) is not { } gateway)
        {
            var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
            DryRun.Stop(request.DryRun);
            gateway = EgressGateways.Make(state, vpc, tags, call.Dice);
            ClientTokens.Note(state, call, request.ClientToken, request, gateway.Id);
        }

        await held.Keep();
        return new() { EgressOnlyInternetGateway = gateway.Shown, ClientToken = request.ClientToken };
    }

    public override async ValueTask<DeleteEgressOnlyInternetGatewayResult> DeleteEgressOnlyInternetGateway(
        Call call, DeleteEgressOnlyInternetGatewayRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var gateway = held.State.EgressGateways.Need(
            Noun.EgressGateway, call.Account, request.EgressOnlyInternetGatewayId);
        DryRun.Stop(request.DryRun);
        held.State.EgressGateways.Remove(gateway.Id);
        await held.Keep();
        return new() { ReturnCode = true };
    }

    public override async ValueTask<DescribeEgressOnlyInternetGatewaysResult> DescribeEgressOnlyInternetGateways(
        Call call, DescribeEgressOnlyInternetGatewaysRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = egressListing.Of(
            call,
            held.State.EgressGateways.Of(call.Account).Select(row => row.Shown),
            request.EgressOnlyInternetGatewayIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { EgressOnlyInternetGateways = page, NextToken = next };
    }
}
