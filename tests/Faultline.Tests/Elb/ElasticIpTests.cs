using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Tests.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.Elb;

/// <summary>Network load balancers whose nodes have Elastic IPs of the account.</summary>
public sealed class ElasticIpTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Fact]
    public async Task A_node_stands_at_the_address_that_is_given_it_and_frees_it_when_it_goes()
    {
        var (first, second) = (await Allocate(), await Allocate());
        var subnets = await rig.Subnets('a', 'b');
        var made = await Create("fixed", (subnets[0], first.AllocationId));
        var shown = Assert.Single(made.AvailabilityZones!.Single().LoadBalancerAddresses!);
        Assert.Equal((first.AllocationId, first.PublicIp), (shown.AllocationId, shown.IpAddress));
        Assert.Equal([first.PublicIp!], await Nodes());
        Assert.NotNull((await Look(first)).AssociationId);
        await Ec2Rig.Refused("AuthFailure", async () => await rig.Ec2.Ec2.ReleaseAddress(
            rig.Ec2.Call("ReleaseAddress"), new() { AllocationId = first.AllocationId }, Ct));
        await rig.Sound();
        await rig.Ec2.Sound();

        // What is asked for again is there already, and another subnet takes nothing from the first.
        Assert.Equal(made.LoadBalancerArn, (await Create("fixed", (subnets[0], first.AllocationId))).LoadBalancerArn);
        var now = await Set(made, (subnets[0], null), (subnets[1], second.AllocationId));
        Assert.Equal(
            [first.AllocationId, second.AllocationId],
            now.Select(zone => zone.LoadBalancerAddresses!.Single().AllocationId));
        Assert.Equal(
            new[] { first.PublicIp!, second.PublicIp! }.Order(StringComparer.Ordinal),
            (await Nodes()).Order(StringComparer.Ordinal));

        await rig.Elb.DeleteLoadBalancer(
            rig.Call("DeleteLoadBalancer"), new() { LoadBalancerArn = made.LoadBalancerArn! }, Ct);
        Assert.Null((await Look(first)).AssociationId);
        Assert.Null((await Look(second)).AssociationId);
        await rig.Ec2.Sound();
    }

    [Fact]
    public async Task An_address_that_somebody_has_or_nobody_is_refused_and_nothing_is_left()
    {
        var (address, other) = (await Allocate(), await Allocate());
        var subnets = await rig.Subnets('a', 'b');
        var made = await Create("first", (subnets[0], address.AllocationId));
        await Ec2Rig.Refused(
            "ResourceInUse", () => Create("second", (subnets[1], address.AllocationId)),
            "The allocation IDs are not available for use");
        await Ec2Rig.Refused("DuplicateLoadBalancerName", () => Create("first", (subnets[0], other.AllocationId)));
        await Ec2Rig.Refused(
            "AllocationIdNotFound", () => Create("second", (subnets[0], "eipalloc-0123456789abcdef0")));
        await Ec2Rig.Refused(
            "InvalidConfigurationRequest",
            () => Create("second", (subnets[0], other.AllocationId), (subnets[1], other.AllocationId)));
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => Set(made, (subnets[0], other.AllocationId)));
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => rig.Elb.CreateLoadBalancer(
            rig.Call("CreateLoadBalancer"), Asked("second", "application", "internet-facing", other, subnets), Ct)
            .AsTask());
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => rig.Elb.CreateLoadBalancer(
            rig.Call("CreateLoadBalancer"), Asked("second", "network", "internal", other, subnets), Ct).AsTask());
        var left = await rig.Elb.DescribeLoadBalancers(rig.Call("DescribeLoadBalancers"), new(), Ct);
        Assert.Equal(["first"], left.LoadBalancers!.Select(each => each.LoadBalancerName!));
        Assert.Null((await Look(other)).AssociationId);
        await rig.Sound();
    }

    private static CreateLoadBalancerInput Asked(
        string name, string type, string scheme, Address address, List<string> subnets) => new()
        {
            Name = name,
            Type = type,
            Scheme = scheme,
            SubnetMappings =
            [
                new() { SubnetId = subnets[0], AllocationId = address.AllocationId }, new() { SubnetId = subnets[1] },
            ],
        };

    private async Task<LoadBalancer> Create(string name, params (string Subnet, string? Allocation)[] mappings) =>
        (await rig.Elb.CreateLoadBalancer(rig.Call("CreateLoadBalancer"), new()
        {
            Name = name,
            Type = LoadBalancerTypeEnum.Network,
            SubnetMappings = Mapped(mappings),
        }, Ct)).LoadBalancers![0];

    private async Task<List<Api.Elb.AvailabilityZone>> Set(
        LoadBalancer balancer, params (string Subnet, string? Allocation)[] mappings) =>
        (await rig.Elb.SetSubnets(rig.Call("SetSubnets"), new()
        {
            LoadBalancerArn = balancer.LoadBalancerArn!,
            SubnetMappings = Mapped(mappings),
        }, Ct)).AvailabilityZones!;

    private static List<SubnetMapping> Mapped((string Subnet, string? Allocation)[] mappings) =>
        [.. mappings.Select(each => new SubnetMapping { SubnetId = each.Subnet, AllocationId = each.Allocation })];

    private async Task<Address> Allocate()
    {
        var made = await rig.Ec2.Ec2.AllocateAddress(rig.Ec2.Call("AllocateAddress"), new(), Ct);
        return new() { AllocationId = made.AllocationId, PublicIp = made.PublicIp };
    }

    private async Task<Address> Look(Address address) => (await rig.Ec2.Ec2.DescribeAddresses(
        rig.Ec2.Call("DescribeAddresses"), new() { AllocationIds = [address.AllocationId!] }, Ct)).Addresses!.Single();

    /// <summary>The addresses at which the engine is told to listen.</summary>
    private async Task<IEnumerable<string>> Nodes()
    {
        await rig.Settle();
        return rig.Balancers.All.Values.SelectMany(each => each.Nodes).Select(node => $"{node.Address}");
    }
}
