using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<Vpc> vpcListing = new(
        Noun.Vpc, vpc => vpc.VpcId!, VpcFilters.All, NetworkPages.Most);

    public override async ValueTask<CreateVpcResult> CreateVpc(
        Call call, CreateVpcRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.Vpc);
        var tags = Tagging.For(call, ResourceType.Vpc, request.TagSpecifications);
        NoAddressManager(request.Ipv4IpamPoolId ?? request.Ipv6IpamPoolId);
        NoOwnIpv6(request.Ipv6CidrBlock ?? request.Ipv6Pool, request.Ipv6CidrBlockNetworkBorderGroup);
        if (request.VpcEncryptionControl is not null)
        {
            throw NetworkRefusal.NotHere("encryption controls of VPCs");
        }

        var tenancy = request.InstanceTenancy ?? Tenancy.Default;
        if (tenancy is not (Tenancy.Default or Tenancy.Dedicated))
        {
            throw new AwsError("UnsupportedTenancy", 400, $"The tenancy value {tenancy} is not supported.");
        }

        var block = VpcBlocks.Read(request.CidrBlock);
        using var held = await TakeNetwork(call, ct);
        DryRun.Stop(request.DryRun);
        var vpc = new NewVpc(region, call.Account, block) { Tenancy = tenancy, Tags = tags }
            .Make(held.State, call.Dice);
        if (request.AmazonProvidedIpv6CidrBlock == true)
        {
            VpcIpv6Blocks.Add(held.State, region, vpc, call.Dice);
        }

        await held.Keep();
        return new() { Vpc = held.State.Vpcs.Find(vpc.Id)!.Shown };
    }

    public override async ValueTask<CreateDefaultVpcResult> CreateDefaultVpc(
        Call call, CreateDefaultVpcRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        if (held.State.DefaultVpc(call.Account) is not null)
        {
            throw new AwsError(
                "DefaultVpcAlreadyExists", 400, "A Default VPC already exists for this account in this region.");
        }

        DryRun.Stop(request.DryRun);
        var vpc = defaults.Make(held.State, call.Account, call.Dice);
        await held.Keep();
        return new() { Vpc = vpc.Shown };
    }

    public override async ValueTask DeleteVpc(Call call, DeleteVpcRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        VpcRemoval.Check(held.State, vpc);
        DryRun.Stop(request.DryRun);
        VpcRemoval.Remove(held.State, vpc);
        await held.Keep();
    }

    public override async ValueTask<DescribeVpcsResult> DescribeVpcs(
        Call call, DescribeVpcsRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (page, next) = vpcListing.Of(
            call,
            held.State.Vpcs.Of(call.Account).Select(row => row.Shown),
            request.VpcIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Vpcs = page, NextToken = next };
    }

    public override async ValueTask<DescribeVpcAttributeResult> DescribeVpcAttribute(
        Call call, DescribeVpcAttributeRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        var all = held.State.VpcAttributes.Find(vpc.Id)!.Shown;
        DescribeVpcAttributeResult shown = request.Attribute switch
        {
            VpcAttributeName.EnableDnsSupport => new() { EnableDnsSupport = all.EnableDnsSupport },
            VpcAttributeName.EnableDnsHostnames => new() { EnableDnsHostnames = all.EnableDnsHostnames },
            VpcAttributeName.EnableNetworkAddressUsageMetrics =>
                new() { EnableNetworkAddressUsageMetrics = all.EnableNetworkAddressUsageMetrics },
            _ => throw Refusal.Value(
                $"Value ({request.Attribute}) for parameter attribute is invalid. Unknown attribute."),
        };
        DryRun.Stop(request.DryRun);
        await held.Keep();
        shown.VpcId = vpc.Id;
        return shown;
    }

    public override async ValueTask ModifyVpcAttribute(
        Call call, ModifyVpcAttributeRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        AttributeBooleanValue?[] given =
            [request.EnableDnsSupport, request.EnableDnsHostnames, request.EnableNetworkAddressUsageMetrics];
        if (given.Count(each => each is not null) != 1)
        {
            throw new AwsError(
                "InvalidParameterCombination", 400, "Exactly one attribute of the VPC can be changed at a time");
        }

        held.State.VpcAttributes.Change(vpc.Id, row => row.With(all =>
        {
            all.EnableDnsSupport = request.EnableDnsSupport ?? all.EnableDnsSupport;
            all.EnableDnsHostnames = request.EnableDnsHostnames ?? all.EnableDnsHostnames;
            all.EnableNetworkAddressUsageMetrics =
                request.EnableNetworkAddressUsageMetrics ?? all.EnableNetworkAddressUsageMetrics;
        }));
        await held.Keep();
    }

    /// <summary>Blocks that somebody brings, and those of a part of the region, are not here.</summary>
    private void NoOwnIpv6(string? block, string? border)
    {
        if (block is not null)
        {
            throw NetworkRefusal.NotHere("IPv6 addresses that are brought along");
        }

        if (border is not null && border != region)
        {
            throw Refusal.Value(border, "ipv6CidrBlockNetworkBorderGroup");
        }
    }

    private static void NoAddressManager(string? pool)
    {
        if (pool is not null)
        {
            throw NetworkRefusal.NotHere("pools of IPAM");
        }
    }
}
