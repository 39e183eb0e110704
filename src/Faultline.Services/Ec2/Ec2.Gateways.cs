using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<InternetGateway> gatewayListing = new(
        Noun.InternetGateway,
        gateway => gateway.InternetGatewayId!,
        new Filters<InternetGateway>()
            .On("attachment.state", gateway => gateway.Attachments!.Select(each => each.State))
            .On("attachment.vpc-id", gateway => gateway.Attachments!.Select(each => each.VpcId))
            .On("internet-gateway-id", gateway => gateway.InternetGatewayId)
            .On("owner-id", gateway => gateway.OwnerId)
            .OnTags(gateway => gateway.Tags),
        NetworkPages.Most);

    public override async ValueTask<CreateInternetGatewayResult> CreateInternetGateway(
        Call call, CreateInternetGatewayRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.InternetGateway);
        var tags = Tagging.For(call, ResourceType.InternetGateway, request.TagSpecifications);
        using var held = await TakeNetwork(call, ct);
        DryRun.Stop(request.DryRun);
        var gateway = InternetGateways.Make(held.State, call.Account, null, tags, call.Dice);
        await held.Keep();
        return new() { InternetGateway = gateway.Shown };
    }

    public override async ValueTask AttachInternetGateway(
        Call call, AttachInternetGatewayRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var gateway = state.InternetGateways.Need(Noun.InternetGateway, call.Account, request.InternetGatewayId);
        var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        if (gateway.Shown.Attachments is [var there, ..])
        {
            throw new AwsError(
                "Resource.AlreadyAssociated", 400,
                $"resource {gateway.Id} is already attached to network {there.VpcId}");
        }

        if (InternetGateways.Of(state, vpc.Id) is not null)
        {
            throw Refusal.Value($"Network {vpc.Id} already has an internet gateway attached");
        }

        DryRun.Stop(request.DryRun);
        state.InternetGateways.Put(gateway.With(shown => shown.Attachments = [InternetGateways.Attached(vpc.Id)]));
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask DetachInternetGateway(
        Call call, DetachInternetGatewayRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var gateway = state.InternetGateways.Need(Noun.InternetGateway, call.Account, request.InternetGatewayId);
        var vpc = state.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        if (!gateway.Shown.Attachments!.Exists(each => each.VpcId == vpc.Id))
        {
            throw new AwsError(
                "Gateway.NotAttached", 400, $"resource {gateway.Id} is not attached to network {vpc.Id}");
        }

        if (state.Interfaces.All.Any(row => row.Shown.VpcId == vpc.Id && Published.Of(state, row).Any()))
        {
            throw NetworkRefusal.Used(
                $"Network {vpc.Id} has some mapped public address(es). Please unmap those public address(es) before "
                + "detaching the gateway.");
        }

        DryRun.Stop(request.DryRun);
        state.InternetGateways.Put(gateway.With(shown => shown.Attachments = []));
        await held.Keep();
        TellNetworks();
    }

    public override async ValueTask DeleteInternetGateway(
        Call call, DeleteInternetGatewayRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var gateway = held.State.InternetGateways.Need(
            Noun.InternetGateway, call.Account, request.InternetGatewayId);
        if (gateway.Shown.Attachments is [_, ..])
        {
            throw NetworkRefusal.Used(
                $"The internetGateway '{gateway.Id}' has dependencies and cannot be deleted.");
        }

        DryRun.Stop(request.DryRun);
        held.State.InternetGateways.Remove(gateway.Id);
        await held.Keep();
    }

    public override async ValueTask<DescribeInternetGatewaysResult> DescribeInternetGateways(
        Call call, DescribeInternetGatewaysRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = gatewayListing.Of(
            call,
            held.State.InternetGateways.Of(call.Account).Select(row => row.Shown),
            request.InternetGatewayIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { InternetGateways = page, NextToken = next };
    }
}
