using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // "DhcpConfiguration.N" of CreateDhcpOptions in the API reference.
    private static readonly string[] dhcpKeys =
    [
        "domain-name-servers", "domain-name", "ntp-servers", "netbios-name-servers", "netbios-node-type",
        "ipv6-address-preferred-lease-time",
    ];

    private static readonly Listing<DhcpOptions> dhcpListing = new(
        Noun.DhcpOptions,
        options => options.DhcpOptionsId!,
        new Filters<DhcpOptions>()
            .On("dhcp-options-id", options => options.DhcpOptionsId)
            .On("key", options => options.DhcpConfigurations!.Select(each => each.Key))
            .On("owner-id", options => options.OwnerId)
            .On("value", options => options.DhcpConfigurations!
                .SelectMany(each => each.Values!).Select(each => each.Value))
            .OnTags(options => options.Tags),
        NetworkPages.Most);

    public override async ValueTask<CreateDhcpOptionsResult> CreateDhcpOptions(
        Call call, CreateDhcpOptionsRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.DhcpOptions);
        var tags = Tagging.For(call, ResourceType.DhcpOptions, request.TagSpecifications);
        if (request.DhcpConfigurations.Find(each => !dhcpKeys.Contains(each.Key)) is { } unknown)
        {
            throw Refusal.Value($"Value ({unknown.Key}) for parameter name is invalid. Unknown DHCP option");
        }

        if (request.DhcpConfigurations.Find(each => each.Values is not [_, ..]) is { } empty)
        {
            throw Refusal.Value($"Value () for parameter value is invalid. The option {empty.Key} has no value");
        }

        using var held = await TakeNetwork(call, ct);
        DryRun.Stop(request.DryRun);
        List<DhcpConfiguration> options =
        [
            .. request.DhcpConfigurations.Select(each => new DhcpConfiguration
            {
                Key = each.Key,
                Values = [.. each.Values!.Select(value => new AttributeValue { Value = value })],
            }),
        ];
        var row = NewDhcpOptions.Make(held.State, call.Account, options, tags, call.Dice);
        await held.Keep();
        return new() { DhcpOptions = row.Shown };
    }

    public override async ValueTask DeleteDhcpOptions(
        Call call, DeleteDhcpOptionsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var row = held.State.DhcpOptions.Need(Noun.DhcpOptions, call.Account, request.DhcpOptionsId);
        if (held.State.Vpcs.All.Any(vpc => vpc.Shown.DhcpOptionsId == row.Id))
        {
            throw NetworkRefusal.Used($"The dhcpOptions '{row.Id}' has dependencies and cannot be deleted.");
        }

        DryRun.Stop(request.DryRun);
        held.State.DhcpOptions.Remove(row.Id);
        await held.Keep();
    }

    public override async ValueTask AssociateDhcpOptions(
        Call call, AssociateDhcpOptionsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);

        // "default" stands for no options at all.
        var id = request.DhcpOptionsId == "default"
            ? request.DhcpOptionsId
            : held.State.DhcpOptions.Need(Noun.DhcpOptions, call.Account, request.DhcpOptionsId).Id;
        DryRun.Stop(request.DryRun);
        held.State.Vpcs.Put(vpc.With(shown => shown.DhcpOptionsId = id));
        await held.Keep();
    }

    public override async ValueTask<DescribeDhcpOptionsResult> DescribeDhcpOptions(
        Call call, DescribeDhcpOptionsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = dhcpListing.Of(
            call,
            held.State.DhcpOptions.Of(call.Account).Select(row => row.Shown),
            request.DhcpOptionsIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { DhcpOptions = page, NextToken = next };
    }
}
