using Faultline.Api.Ec2;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>Balancers in the eyes of EC2: their interfaces, and what cannot be deleted while they are there.</summary>
public sealed class FootingTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Theory]
    [InlineData("application", "app", "interface")]
    [InlineData("network", "net", "network_load_balancer")]
    public async Task A_balancer_has_an_interface_in_each_of_its_subnets(string type, string word, string kind)
    {
        var balancer = await rig.Balancer(type: type);
        var all = await Interfaces();
        Assert.Equal(balancer.AvailabilityZones!.Select(zone => zone.SubnetId), all.Select(each => each.SubnetId));
        var id = balancer.LoadBalancerArn!.Split('/')[^1];
        Assert.All(all, each =>
        {
            Assert.Equal((kind, $"ELB {word}/web/{id}"), (each.InterfaceType, each.Description));
            Assert.Equal(("in-use", "amazon-elb", true), (each.Status, each.RequesterId, each.RequesterManaged));
            Assert.Equal("amazon-elb", each.Attachment!.InstanceOwnerId);
            Assert.Equal(
                balancer.SecurityGroups ?? [], each.Groups!.Select(group => group.GroupId!));
        });
        Assert.Equal(
            await Addresses(balancer.LoadBalancerArn!),
            all.Select(each => each.Association!.PublicIp).Order(StringComparer.Ordinal));
        await rig.Sound();
        await rig.Ec2.Sound();
    }

    [Fact]
    public async Task What_a_balancer_stands_on_is_not_deleted_before_it_is()
    {
        var (ec2, vpc) = (rig.Ec2.Ec2, await rig.Vpc());
        var group = (await ec2.CreateSecurityGroup(
            rig.Ec2.Call("CreateSecurityGroup"),
            new() { GroupName = "front", Description = "front", VpcId = vpc },
            Ct)).GroupId!;
        var subnets = await rig.Subnets('a', 'b');
        var gateway = (await ec2.DescribeInternetGateways(rig.Ec2.Call("DescribeInternetGateways"), new(), Ct))
            .InternetGateways![0].InternetGatewayId!;
        var made = await rig.Elb.CreateLoadBalancer(
            rig.Call("CreateLoadBalancer"), new() { Name = "web", Subnets = subnets, SecurityGroups = [group] }, Ct);
        await Ec2Rig.Refused("DependencyViolation", DeleteSubnet);
        await Ec2Rig.Refused("DependencyViolation", DeleteGroup);
        await Ec2Rig.Refused("DependencyViolation", Detach);
        var own = (await Interfaces())[0].NetworkInterfaceId!;
        await Ec2Rig.Refused("AuthFailure", async () => await ec2.DeleteNetworkInterface(
            rig.Ec2.Call("DeleteNetworkInterface"), new() { NetworkInterfaceId = own }, Ct));
        await rig.Elb.DeleteLoadBalancer(
            rig.Call("DeleteLoadBalancer"), new() { LoadBalancerArn = made.LoadBalancers![0].LoadBalancerArn! }, Ct);
        Assert.Empty(await Interfaces());
        await DeleteGroup();
        await DeleteSubnet();
        await Detach();

        async Task DeleteSubnet() => await ec2.DeleteSubnet(
            rig.Ec2.Call("DeleteSubnet"), new() { SubnetId = subnets[0] }, Ct);

        async Task DeleteGroup() => await ec2.DeleteSecurityGroup(
            rig.Ec2.Call("DeleteSecurityGroup"), new() { GroupId = group }, Ct);

        async Task Detach() => await ec2.DetachInternetGateway(
            rig.Ec2.Call("DetachInternetGateway"), new() { InternetGatewayId = gateway, VpcId = vpc }, Ct);
    }

    [Fact]
    public async Task Interfaces_follow_subnets_and_groups()
    {
        var balancer = await rig.Balancer();
        var before = await Interfaces();
        await rig.Elb.SetSubnets(
            rig.Call("SetSubnets"),
            new() { LoadBalancerArn = balancer.LoadBalancerArn!, Subnets = await rig.Subnets('b', 'c') },
            Ct);
        var after = await Interfaces();
        Assert.Equal(await rig.Subnets('b', 'c'), after.Select(each => each.SubnetId));
        Assert.Single(before.Select(each => each.NetworkInterfaceId).Intersect(
            after.Select(each => each.NetworkInterfaceId)));
        var group = (await rig.Ec2.Ec2.CreateSecurityGroup(
            rig.Ec2.Call("CreateSecurityGroup"),
            new() { GroupName = "front", Description = "front", VpcId = await rig.Vpc() },
            Ct)).GroupId!;
        await rig.Elb.SetSecurityGroups(
            rig.Call("SetSecurityGroups"),
            new() { LoadBalancerArn = balancer.LoadBalancerArn!, SecurityGroups = [group] },
            Ct);
        Assert.All(await Interfaces(), each => Assert.Equal([group], each.Groups!.Select(one => one.GroupId!)));
    }

    [Fact]
    public async Task What_a_server_did_not_live_to_do_the_next_one_does()
    {
        var balancer = await rig.Balancer();
        var before = (await Interfaces()).Select(each => each.NetworkInterfaceId).ToList();
        using (var held = await rig.Elb.Book.Take(Ct))
        {
            // As if it had been killed when EC2 had them and it did not know yet.
            held.State.Interfaces.All.ToList().ForEach(row => held.State.Interfaces.Remove(row.Id));
            await held.Keep();
        }

        rig.Reopen();
        await rig.Settle();
        Assert.Equal(before, (await Interfaces()).Select(each => each.NetworkInterfaceId));
        using (var held = await rig.Elb.Book.Take(Ct))
        {
            held.State.Nodes.All.ToList().ForEach(row => held.State.Nodes.Remove(row.Id));
            held.State.Balancers.Remove(balancer.LoadBalancerArn!);
            await held.Keep();
        }

        rig.Reopen();
        await rig.Settle();
        Assert.Empty(await Interfaces());
    }

    [Fact]
    public async Task An_address_that_is_asked_for_is_had_or_refused()
    {
        var subnet = (await rig.Subnets('a'))[0];
        var (ec2, free) = (rig.Ec2.Ec2, await FreeAddress(subnet));
        await ec2.CreateNetworkInterface(
            rig.Ec2.Call("CreateNetworkInterface"), new() { SubnetId = subnet, PrivateIpAddress = free(20) }, Ct);
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => Create(free(20)));
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => Create(free(0)));
        Assert.Empty(await Interfaces());
        await Create(free(21));
        Assert.Equal([free(21)], (await Interfaces()).Select(each => each.PrivateIpAddress));

        async Task Create(string address) => await rig.Elb.CreateLoadBalancer(
            rig.Call("CreateLoadBalancer"),
            new()
            {
                Name = "net",
                Type = "network",
                Scheme = "internal",
                SubnetMappings = [new() { SubnetId = subnet, PrivateIPv4Address = address }],
            },
            Ct);
    }

    private async Task<Func<int, string>> FreeAddress(string subnet)
    {
        var found = await rig.Ec2.Ec2.DescribeSubnets(
            rig.Ec2.Call("DescribeSubnets"), new() { SubnetIds = [subnet] }, Ct);
        var block = found.Subnets![0].CidrBlock!;
        return number => $"{block[..(block.LastIndexOf('.') + 1)]}{number}";
    }

    private async Task<List<NetworkInterface>> Interfaces() => (await rig.Ec2.Ec2.DescribeNetworkInterfaces(
        rig.Ec2.Call("DescribeNetworkInterfaces"),
        new() { Filters = [new() { Name = "requester-id", Values = ["amazon-elb"] }] },
        Ct)).NetworkInterfaces!.OrderBy(each => each.AvailabilityZone, StringComparer.Ordinal).ToList();

    private async Task<List<string>> Addresses(string balancer)
    {
        using var held = await rig.Elb.Book.Take(Ct);
        var all = held.State.NodesOf(balancer).Select(node => node.Address).Order(StringComparer.Ordinal).ToList();
        await held.Keep();
        return all;
    }
}
