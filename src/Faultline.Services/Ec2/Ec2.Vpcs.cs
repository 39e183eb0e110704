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
        NoIpv6(request.AmazonProvidedIpv6CidrBlock == true || (request.Ipv6CidrBlock ?? request.Ipv6Pool) is not null);
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
        await held.Keep();
        return new() { Vpc = vpc.Shown };
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

    public override async ValueTask<AssociateVpcCidrBlockResult> AssociateVpcCidrBlock(
        Call call, AssociateVpcCidrBlockRequest request, CancellationToken ct)
    {
        NoAddressManager(request.Ipv4IpamPoolId ?? request.Ipv6IpamPoolId);
        NoIpv6(request.AmazonProvidedIpv6CidrBlock == true || (request.Ipv6CidrBlock ?? request.Ipv6Pool) is not null);
        var block = VpcBlocks.Read(request.CidrBlock);
        using var held = await TakeNetwork(call, ct);
        var vpc = held.State.Vpcs.Need(Noun.Vpc, call.Account, request.VpcId);
        VpcBlocks.Check(held.State, vpc, block);
        var association = VpcBlocks.Add(held.State, vpc, block, call.Dice);
        await held.Keep();
        return new() { VpcId = vpc.Id, CidrBlockAssociation = association };
    }

    public override async ValueTask<DisassociateVpcCidrBlockResult> DisassociateVpcCidrBlock(
        Call call, DisassociateVpcCidrBlockRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var (vpc, association) = VpcBlocks.Find(held.State, call.Account, request.AssociationId);
        VpcBlocks.Remove(held.State, vpc, association);
        await held.Keep();
        return new()
        {
            VpcId = vpc.Id,
            CidrBlockAssociation = new()
            {
                AssociationId = association.AssociationId,
                CidrBlock = association.CidrBlock,
                CidrBlockState = new() { State = VpcCidrBlockStateCode.Disassociating },
            },
        };
    }

    private static void NoIpv6(bool asked)
    {
        if (asked)
        {
            throw NetworkRefusal.NotHere("IPv6 addresses");
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
