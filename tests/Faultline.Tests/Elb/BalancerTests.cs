using System.Text.RegularExpressions;
using Faultline.Api.Elb;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>Load balancers: what they are called, where they stand, and what AWS refuses.</summary>
public sealed class BalancerTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Theory]
    [InlineData("application", null, "app",
        @"^web-\d{1,10}\.us-east-1\.elb\.localhost\.localstack\.cloud$", "Z35SXDOTRQ7X7K")]
    [InlineData("application", "internal", "app",
        @"^internal-web-\d{1,10}\.us-east-1\.elb\.localhost\.localstack\.cloud$", "Z35SXDOTRQ7X7K")]
    [InlineData("network", null, "net",
        @"^web-[0-9a-f]{16}\.us-east-1\.elb\.localhost\.localstack\.cloud$", "Z26RNL4JYFTOTI")]
    [InlineData("network", "internal", "net",
        @"^web-[0-9a-f]{16}\.us-east-1\.elb\.localhost\.localstack\.cloud$", "Z26RNL4JYFTOTI")]
    public async Task Is_called_as_in_aws(string type, string? scheme, string word, string name, string zone)
    {
        var balancer = await rig.Balancer(type: type, scheme: scheme);
        Assert.Matches(
            $"^arn:aws:elasticloadbalancing:us-east-1:{Ec2Call.Account}:loadbalancer/{word}/web/[0-9a-f]{{16}}$",
            balancer.LoadBalancerArn);
        Assert.Matches(new Regex(name), balancer.DNSName!);
        Assert.Equal(zone, balancer.CanonicalHostedZoneId);
        Assert.Equal(scheme ?? "internet-facing", balancer.Scheme);
        Assert.Equal("ipv4", balancer.IpAddressType);
        Assert.Equal(await rig.Vpc(), balancer.VpcId);
        Assert.Equal(rig.Now, balancer.CreatedTime);
        Assert.Equal("provisioning", balancer.State!.Code);
        Assert.Equal(["us-east-1a", "us-east-1b"], balancer.AvailabilityZones!.Select(each => each.ZoneName));
    }

    [Fact]
    public async Task An_application_load_balancer_has_the_default_group_of_its_vpc_unless_it_is_given_others()
    {
        var groups = await rig.Ec2.Ec2.DescribeSecurityGroups(rig.Ec2.Call("DescribeSecurityGroups"), new(), Ct);
        Assert.Equal([groups.SecurityGroups![0].GroupId!], (await rig.Balancer()).SecurityGroups!);
        Assert.Null((await rig.Balancer("net", "network")).SecurityGroups);
    }

    [Fact]
    public async Task Becomes_active_when_its_time_has_come()
    {
        var slow = new ElbRig(Timing.Aws);
        await slow.Balancer();
        var due = await slow.Settle();
        Assert.InRange(due!.Value - slow.Now, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(240));
        Assert.Equal("provisioning", await State(slow));
        Assert.Empty(slow.Balancers.All);
        slow.Now = due.Value;
        slow.Reopen();
        Assert.Null(await slow.Settle());
        Assert.Equal("active", await State(slow));
        Assert.Single(slow.Balancers.All);
    }

    [Fact]
    public async Task The_same_name_with_the_same_settings_is_the_same_balancer()
    {
        var first = await rig.Balancer();
        Assert.Equal(first.LoadBalancerArn, (await rig.Balancer()).LoadBalancerArn);
        await Ec2Rig.Refused(
            "DuplicateLoadBalancerName",
            () => rig.Balancer(scheme: "internal"),
            "A load balancer with the same name 'web' exists, but with different settings");
    }

    [Theory]
    [InlineData("a-name-that-is-longer-than-thirty-two", "cannot be longer than '32' characters")]
    [InlineData("no_underscores", "alphanumeric characters and hyphens(-)")]
    [InlineData("-web", "cannot begin or end with a hyphen(-)")]
    [InlineData("web-", "cannot begin or end with a hyphen(-)")]
    [InlineData("internal-web", "cannot begin with 'internal-'")]
    [InlineData("", "cannot be empty")]
    public async Task Names_that_aws_refuses_are_refused(string name, string says) =>
        await Ec2Rig.Refused("ValidationError", () => rig.Balancer(name), says);

    [Fact]
    public async Task An_application_load_balancer_needs_two_zones_and_a_network_load_balancer_one()
    {
        await Ec2Rig.Refused(
            "ValidationError",
            () => rig.Balancer(zones: ['a']),
            "At least two subnets in two different Availability Zones must be specified");
        Assert.Single((await rig.Balancer("net", "network", zones: ['a'])).AvailabilityZones!);
    }

    [Fact]
    public async Task Subnets_must_be_there_each_in_another_zone()
    {
        var own = await rig.Subnets('a', 'b');
        await Refused("SubnetNotFound", [own[0], "subnet-0123456789abcdef0"], "789abcdef0' does not exist");
        await Refused("SubnetNotFound", [own[0], "*"], "'*' does not exist");
        await Refused("SubnetNotFound", [own[0], new string('x', 300)], "does not exist");
        await Refused("InvalidConfigurationRequest", [own[0], own[0]], "subnets in the same Availability Zone");
    }

    [Fact]
    public async Task One_that_faces_the_internet_needs_a_gateway_and_room_in_its_subnets()
    {
        var (first, second) = await OwnVpc("10.0.0.0/24", "10.0.1.0/28");
        await Refused("InvalidSubnet", [first, second], "has no internet gateway");
        var (third, fourth) = await OwnVpc("10.1.0.0/24", "10.1.1.0/28", withGateway: true);
        await Refused("InvalidSubnet", [third, await Fill(fourth)], "at least 8 free IP addresses");
    }

    [Fact]
    public async Task Every_node_has_an_address_of_its_own_and_keeps_it()
    {
        var one = await rig.Balancer("one");
        var two = await rig.Balancer("two");
        var before = await Nodes();
        Assert.Equal(4, before.Values.Distinct().Count());
        var plan = new AddressPlan(rig.Ec2.Atlas);
        Assert.All(before, node => Assert.True(plan.IsOf(
            rig.Ec2.Atlas.Zones.Single(zone => node.Key.EndsWith($" {zone.Name}", StringComparison.Ordinal)),
            AddressRole.Balancer,
            node.Value)));
        rig.Reopen();
        Assert.Equal(before, await Nodes());
        await Delete(one);
        await rig.Balancer("three");
        var after = await Nodes();
        Assert.Equal(4, after.Values.Distinct().Count());
        Assert.All(after.Where(node => node.Key.StartsWith(two.LoadBalancerArn!, StringComparison.Ordinal)), node =>
            Assert.Equal(before[node.Key], node.Value));
        await rig.Sound();
    }

    [Fact]
    public async Task Other_subnets_move_only_the_nodes_of_other_zones()
    {
        var balancer = await rig.Balancer(zones: ['a', 'b']);
        var before = await Nodes();
        var subnets = await rig.Subnets('b', 'c');
        var answer = await rig.Elb.SetSubnets(
            rig.Call("SetSubnets"), new() { LoadBalancerArn = balancer.LoadBalancerArn!, Subnets = subnets }, Ct);
        Assert.Equal(subnets, answer.AvailabilityZones!.Select(each => each.SubnetId));
        var after = await Nodes();
        Assert.Equal(2, after.Count);
        Assert.Equal(before[Node(balancer, 'b')], after[Node(balancer, 'b')]);
        Assert.Contains(Node(balancer, 'c'), after.Keys);
        await rig.Sound();
    }

    [Fact]
    public async Task Protected_ones_are_not_deleted_and_gone_ones_are_deleted_all_the_same()
    {
        var balancer = await rig.Balancer();
        var listener = await rig.Listener(balancer, await rig.Group());
        await rig.Set(balancer, "deletion_protection.enabled", "true");
        await Ec2Rig.Refused(
            "OperationNotPermitted",
            () => Delete(balancer),
            $"Load balancer '{balancer.LoadBalancerArn}' cannot be deleted because deletion protection is enabled");
        await rig.Set(balancer, "deletion_protection.enabled", "false");
        await Delete(balancer);
        await Delete(balancer);
        await rig.Sound();
        Assert.Empty(await Nodes());
        await Ec2Rig.Refused(
            "ListenerNotFound",
            () => rig.Elb.DescribeListeners(
                rig.Call("DescribeListeners"), new() { ListenerArns = [listener.ListenerArn!] }, Ct).AsTask());
    }

    [Fact]
    public async Task Nobody_sees_the_balancers_of_others()
    {
        var balancer = await rig.Balancer();
        var call = rig.Call("DescribeLoadBalancers", Ec2Rig.Other);
        Assert.Empty((await rig.Elb.DescribeLoadBalancers(call, new(), Ct)).LoadBalancers!);
        await Ec2Rig.Refused("LoadBalancerNotFound", () => rig.Elb.DescribeLoadBalancers(
            call, new() { LoadBalancerArns = [balancer.LoadBalancerArn!] }, Ct).AsTask(),
            "One or more load balancers not found");
    }

    [Theory]
    [InlineData("gateway", null, "gateway load balancers")]
    [InlineData("network", "dualstack", "the IP address type dualstack")]
    public async Task What_is_not_built_says_so_by_name(string type, string? addresses, string says)
    {
        var subnets = await rig.Subnets('a', 'b');
        await Ec2Rig.Refused("NotImplemented", () => rig.Elb.CreateLoadBalancer(rig.Call("CreateLoadBalancer"), new()
        {
            Name = "x",
            Type = type,
            IpAddressType = addresses,
            SubnetMappings = subnets.ConvertAll(id => new SubnetMapping { SubnetId = id }),
        }, Ct).AsTask(), says);
    }

    [Fact]
    public async Task Security_groups_must_be_of_the_same_vpc()
    {
        var balancer = await rig.Balancer();
        var vpc = await rig.Ec2.Ec2.CreateVpc(rig.Ec2.Call("CreateVpc"), new() { CidrBlock = "10.9.0.0/16" }, Ct);
        var other = await rig.Ec2.Ec2.CreateSecurityGroup(
            rig.Ec2.Call("CreateSecurityGroup"),
            new() { GroupName = "g", Description = "d", VpcId = vpc.Vpc!.VpcId }, Ct);
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => Change(other.GroupId!));
        await Ec2Rig.Refused("InvalidSecurityGroup", () => Change("sg-0123456789abcdef0"));
        var own = await rig.Ec2.Ec2.CreateSecurityGroup(
            rig.Ec2.Call("CreateSecurityGroup"), new() { GroupName = "own", Description = "d" }, Ct);
        await Change(own.GroupId!);
        var shown = await rig.Elb.DescribeLoadBalancers(rig.Call("DescribeLoadBalancers"), new(), Ct);
        Assert.Equal([own.GroupId!], shown.LoadBalancers![0].SecurityGroups!);

        Task Change(string group) => rig.Elb.SetSecurityGroups(
            rig.Call("SetSecurityGroups"),
            new() { LoadBalancerArn = balancer.LoadBalancerArn!, SecurityGroups = [group] },
            Ct).AsTask();
    }

    private async Task Refused(string code, List<string> subnets, string says) => await Ec2Rig.Refused(
        code,
        () => rig.Elb.CreateLoadBalancer(
            rig.Call("CreateLoadBalancer"), new() { Name = "x", Subnets = subnets }, Ct).AsTask(),
        says);

    private static async Task<string> State(ElbRig rig) => (await rig.Elb.DescribeLoadBalancers(
        rig.Call("DescribeLoadBalancers"), new() { Names = ["web"] }, Ct)).LoadBalancers![0].State!.Code!;

    private async Task Delete(LoadBalancer balancer) => await rig.Elb.DeleteLoadBalancer(
        rig.Call("DeleteLoadBalancer"), new() { LoadBalancerArn = balancer.LoadBalancerArn! }, Ct);

    private async Task<Dictionary<string, string>> Nodes()
    {
        using var held = await rig.Elb.Book.Take(Ct);
        return held.State.Nodes.All.ToDictionary(node => node.Id, node => node.Address);
    }

    private string Node(LoadBalancer balancer, char zone) => $"{balancer.LoadBalancerArn} {rig.Ec2.Zone(zone).Name}";

    private async Task<(string First, string Second)> OwnVpc(string first, string second, bool withGateway = false)
    {
        var ec2 = rig.Ec2.Ec2;
        var whole = $"{string.Join('.', first.Split('.')[..2])}.0.0/16";
        var made = await ec2.CreateVpc(rig.Ec2.Call("CreateVpc"), new() { CidrBlock = whole }, Ct);
        var vpc = made.Vpc!.VpcId!;
        if (withGateway)
        {
            var gateway = await ec2.CreateInternetGateway(rig.Ec2.Call("CreateInternetGateway"), new(), Ct);
            await ec2.AttachInternetGateway(rig.Ec2.Call("AttachInternetGateway"), new()
            {
                InternetGatewayId = gateway.InternetGateway!.InternetGatewayId!,
                VpcId = vpc,
            }, Ct);
        }

        async Task<string> Subnet(string block, char zone) => (await ec2.CreateSubnet(
            rig.Ec2.Call("CreateSubnet"), new()
        {
            VpcId = vpc,
            CidrBlock = block,
            AvailabilityZone = $"us-east-1{zone}",
        }, Ct)).Subnet!.SubnetId!;

        return (await Subnet(first, 'a'), await Subnet(second, 'b'));
    }

    /// <summary>Takes addresses of a subnet until fewer than eight are left.</summary>
    private async Task<string> Fill(string subnet)
    {
        for (var taken = 0; taken < 4; taken++)
        {
            await rig.Ec2.Ec2.CreateNetworkInterface(
                rig.Ec2.Call("CreateNetworkInterface"), new() { SubnetId = subnet }, Ct);
        }

        return subnet;
    }
}
