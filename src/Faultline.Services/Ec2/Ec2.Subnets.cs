using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<Subnet> subnetListing = new(
        Noun.Subnet, subnet => subnet.SubnetId!, SubnetFilters.All, NetworkPages.Most);

    public override async ValueTask<CreateSubnetResult> CreateSubnet(
        Call call, CreateSubnetRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.Subnet);
        var tags = Tagging.For(call, ResourceType.Subnet, request.TagSpecifications);
        NoAddressManager(request.Ipv4IpamPoolId ?? request.Ipv6IpamPoolId);
        NoIpv6Alone(request.Ipv6Native);
        if (request.OutpostArn is not null)
        {
            throw NetworkRefusal.NotHere("Outposts");
        }

        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        var zone = Zone(call, request.AvailabilityZone, request.AvailabilityZoneId);
        var block = SubnetBlocks.Read(held.State, vpc, request.CidrBlock);
        Cidr6? six = request.Ipv6CidrBlock is { } asked ? SubnetIpv6Blocks.Read(held.State, vpc, asked) : null;
        DryRun.Stop(request.DryRun);
        var subnet = new NewSubnet(region, vpc, block, zone.Name, zone.Id) { Tags = tags }
            .Make(held.State, call.Dice);
        if (six is { } own)
        {
            SubnetIpv6Blocks.Add(held.State, subnet.Id, own, call.Dice);
        }

        var shown = SubnetBlocks.Show(held.State, held.State.Subnets.Find(subnet.Id)!);
        await held.Keep();
        return new() { Subnet = shown };
    }

    public override async ValueTask<CreateDefaultSubnetResult> CreateDefaultSubnet(
        Call call, CreateDefaultSubnetRequest request, CancellationToken ct)
    {
        NoIpv6Alone(request.Ipv6Native);
        if ((request.AvailabilityZone ?? request.AvailabilityZoneId) is null)
        {
            throw NetworkRefusal.MissingParameter("availabilityZone");
        }

        using var held = await TakeNetwork(call, ct);
        var state = held.State;
        var zone = Zone(call, request.AvailabilityZone, request.AvailabilityZoneId);
        var vpc = state.DefaultVpc(call.Account) ?? throw new AwsError(
            "DefaultVpcDoesNotExist", 400, "No default VPC exists for this account in this region.");
        if (state.Subnets.All.FirstOrDefault(row => row.Shown.VpcId == vpc.Id
            && row.Shown.DefaultForAz == true
            && row.Shown.AvailabilityZoneId == zone.Id) is { } there)
        {
            throw new AwsError(
                "DefaultSubnetAlreadyExistsInAvailabilityZone", 400,
                $"'{there.Id}' is already the default subnet in {zone.Name}.");
        }

        DryRun.Stop(request.DryRun);
        var subnet = defaults.MakeSubnet(state, vpc, zone, call.Dice) ?? throw new AwsError(
            "InsufficientCidrBlocks", 400, "There is not enough free address space for a default subnet.");
        var shown = SubnetBlocks.Show(state, subnet);
        await held.Keep();
        return new() { Subnet = shown };
    }

    public override async ValueTask DeleteSubnet(Call call, DeleteSubnetRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var subnet = held.State.Subnets.Need(Noun.Subnet, call.Account, request.SubnetId);
        if (held.State.Interfaces.All.Any(row => row.Shown.SubnetId == subnet.Id))
        {
            throw NetworkRefusal.Used($"The subnet '{subnet.Id}' has dependencies and cannot be deleted.");
        }

        DryRun.Stop(request.DryRun);
        SubnetBlocks.Remove(held.State, subnet);
        await held.Keep();
    }

    public override async ValueTask<DescribeSubnetsResult> DescribeSubnets(
        Call call, DescribeSubnetsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = subnetListing.Of(
            call,
            held.State.Subnets.Of(call.Account).Select(row => SubnetBlocks.Show(held.State, row)),
            request.SubnetIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Subnets = page, NextToken = next };
    }

    public override async ValueTask ModifySubnetAttribute(
        Call call, ModifySubnetAttributeRequest request, CancellationToken ct)
    {
        if (request.EnableDns64?.Value == true || request.EnableResourceNameDnsAAAARecordOnLaunch?.Value == true)
        {
            throw NetworkRefusal.NotHere("names of IPv6 addresses");
        }

        if (request.MapCustomerOwnedIpOnLaunch?.Value == true || request.EnableLniAtDeviceIndex is not null)
        {
            throw NetworkRefusal.NotHere("Outposts");
        }

        if (request.PrivateDnsHostnameTypeOnLaunch is { } type
            and not (HostnameType.IpName or HostnameType.ResourceName))
        {
            throw Refusal.Value(type, "privateDnsHostnameTypeOnLaunch");
        }

        using var held = await TakeNetwork(call, ct);
        var subnet = held.State.Subnets.Need(Noun.Subnet, call.Account, request.SubnetId);
        if (request.AssignIpv6AddressOnCreation?.Value == true && !SubnetIpv6Blocks.Of(subnet.Shown).Any())
        {
            throw Refusal.Value(
                "Invalid value 'true' for assignIpv6AddressOnCreation. The subnet does not have an associated IPv6 "
                + "CIDR block.");
        }

        held.State.Subnets.Put(subnet.With(shown =>
        {
            shown.AssignIpv6AddressOnCreation =
                request.AssignIpv6AddressOnCreation?.Value ?? shown.AssignIpv6AddressOnCreation;
            shown.MapPublicIpOnLaunch = request.MapPublicIpOnLaunch?.Value ?? shown.MapPublicIpOnLaunch;
            var names = shown.PrivateDnsNameOptionsOnLaunch!;
            shown.PrivateDnsNameOptionsOnLaunch = new()
            {
                HostnameType = request.PrivateDnsHostnameTypeOnLaunch ?? names.HostnameType,
                EnableResourceNameDnsARecord =
                    request.EnableResourceNameDnsARecordOnLaunch?.Value ?? names.EnableResourceNameDnsARecord,
                EnableResourceNameDnsAAAARecord = names.EnableResourceNameDnsAAAARecord,
            };
        }));
        await held.Keep();
    }

    private static void NoIpv6Alone(bool? asked)
    {
        if (asked == true)
        {
            throw NetworkRefusal.NotHere("subnets without IPv4 addresses");
        }
    }

    /// <summary>The zone that is named, or the first one where none is: AWS chooses one too.</summary>
    private (string Name, string Id) Zone(Call call, string? name, string? id)
    {
        var zones = Zones(call.Account);
        if (name is not null && id is not null)
        {
            throw NetworkRefusal.Combination("availabilityZone", "availabilityZoneId");
        }

        var asked = name ?? id;
        return asked is null && zones.Count > 0
            ? zones[0]
            : zones.Find(zone => zone.Name == name || zone.Id == id) is { Name: not null } found
                ? found
                : throw Refusal.Value(
                    $"Value ({asked}) for parameter availabilityZone is invalid. Subnets can currently only be "
                    + "created in the following availability zones: "
                    + $"{string.Join(", ", zones.Select(zone => zone.Name))}.");
    }
}
