using Faultline.Services.ClassicElb.Keeping;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.ClassicElb;

/// <summary>Balancers: how they are made, where they stand, what they show.</summary>
public sealed class BalancerTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ClassicRig rig = new();

    [Fact]
    public async Task Shows_what_it_was_told_and_what_AWS_says_of_the_rest()
    {
        var dns = await rig.Create();
        Assert.Matches(@"^web-\d+\.us-east-1\.elb\.localhost\.localstack\.cloud$", dns);
        var shown = await rig.Look();
        Assert.Equal((dns, dns, "internet-facing"), (shown.DNSName, shown.CanonicalHostedZoneName, shown.Scheme));
        Assert.Equal("Z35SXDOTRQ7X7K", shown.CanonicalHostedZoneNameID);
        Assert.Equal(ClassicRig.Zones('a', 'b'), shown.AvailabilityZones);
        Assert.Equal(await rig.Subnets('a', 'b'), shown.Subnets);
        Assert.Equal("default", shown.SourceSecurityGroup!.GroupName);
        Assert.Single(shown.SecurityGroups!);
        var check = shown.HealthCheck!;
        Assert.Equal(
            ("TCP:8080", 30, 5, 2, 10),
            (check.Target, check.Interval, check.Timeout, check.UnhealthyThreshold, check.HealthyThreshold));
        var listener = shown.ListenerDescriptions!.Single();
        Assert.Equal(("HTTP", "HTTP"), (listener.Listener!.Protocol, listener.Listener.InstanceProtocol));
        Assert.Empty(listener.PolicyNames!);
    }

    [Fact]
    public async Task An_internal_one_says_so_in_its_name()
    {
        var dns = await rig.Create(input => input.Scheme = "internal");
        Assert.StartsWith("internal-web-", dns, StringComparison.Ordinal);
        Assert.Null((await rig.Look()).CanonicalHostedZoneName);
    }

    [Fact]
    public async Task The_same_create_is_the_same_balancer_and_another_is_refused()
    {
        var subnets = await rig.Subnets('a', 'b');
        var dns = await rig.Create();
        Assert.Equal(dns, await rig.Create());
        Assert.Equal(dns, await rig.Create(input => (input.AvailabilityZones, input.Subnets) = (null, subnets)));
        await rig.Refused("DuplicateLoadBalancerName", () => rig.Create(input => input.Scheme = "internal"));
        await rig.Refused("DuplicateLoadBalancerName", () => rig.Create(input => input.Listeners[0].InstancePort = 1));
        await rig.Refused(
            "DuplicateLoadBalancerName", () => rig.Create(input => input.AvailabilityZones = ClassicRig.Zones('a')));
    }

    [Fact]
    public async Task Each_account_has_names_of_its_own()
    {
        await rig.Create();
        Assert.Empty((await rig.Elb.DescribeLoadBalancers(
            rig.Call("DescribeLoadBalancers", Ec2Rig.Other), new(), Ct)).LoadBalancerDescriptions!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-web")]
    [InlineData("web-")]
    [InlineData("we_b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public Task A_name_is_checked(string name) => rig.Refused("ValidationError", () => rig.Create(name: name));

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        var subnets = await rig.Subnets('a');
        await rig.Refused("InvalidScheme", () => rig.Create(input => input.Scheme = "outside"));
        await rig.Refused("ValidationError", () => rig.Create(input => input.AvailabilityZones = null));
        await rig.Refused("ValidationError", () => rig.Create(input => input.Subnets = subnets));
        await rig.Refused("ValidationError", () => rig.Create(input => input.AvailabilityZones = ["us-east-1x"]));
        await rig.Refused("ValidationError", () => rig.Create(input => input.Listeners = []));
        await rig.Refused("SubnetNotFound", () => rig.Create(input =>
            (input.AvailabilityZones, input.Subnets) = (null, ["subnet-00000000000000000"])));
        await rig.Refused("InvalidSecurityGroup", () => rig.Create(input => input.SecurityGroups = ["sg-0"]));
        await rig.Refused("DuplicateTagKeys", () => rig.Create(input =>
            input.Tags = [new() { Key = "a" }, new() { Key = "a" }]));
    }

    [Fact]
    public async Task Zones_come_and_go_and_nodes_that_stay_keep_their_addresses()
    {
        await rig.Create();
        await rig.Settle();
        var before = Nodes();
        Assert.Equal(2, before.Count);
        var enabled = await rig.Elb.EnableAvailabilityZonesForLoadBalancer(
            rig.Call("EnableAvailabilityZonesForLoadBalancer"),
            new() { LoadBalancerName = "web", AvailabilityZones = ClassicRig.Zones('b', 'c') },
            Ct);
        Assert.Equal(ClassicRig.Zones('a', 'b', 'c'), enabled.AvailabilityZones);
        await rig.Settle();
        Assert.Equal(3, Nodes().Count);
        Assert.All(before, node => Assert.Contains(node, Nodes()));
        await Disable('a', 'c');
        await rig.Settle();
        Assert.Single(Nodes());
        await rig.Refused("InvalidConfigurationRequest", () => Disable('b'));
        await rig.Sound();
    }

    [Fact]
    public async Task A_zone_takes_one_subnet()
    {
        await rig.Create(input => input.AvailabilityZones = ClassicRig.Zones('a'));
        var vpc = (await rig.Look()).VPCId!;
        var other = await rig.Ec2.Ec2.CreateSubnet(
            rig.Ec2.Call("CreateSubnet"),
            new() { VpcId = vpc, CidrBlock = "172.31.128.0/24", AvailabilityZone = "us-east-1a" },
            Ct);
        await rig.Refused("InvalidConfigurationRequest", () => Attach(other.Subnet!.SubnetId!));
        await Attach((await rig.Subnets('b'))[0]);
        Assert.Equal(2, (await rig.Look()).Subnets!.Count);
        var left = await rig.Elb.DetachLoadBalancerFromSubnets(
            rig.Call("DetachLoadBalancerFromSubnets"),
            new() { LoadBalancerName = "web", Subnets = await rig.Subnets('b') },
            Ct);
        Assert.Single(left.Subnets!);
    }

    [Fact]
    public async Task No_two_nodes_have_the_same_address_whatever_the_account()
    {
        for (var i = 0; i < 4; i++)
        {
            await rig.Create(name: $"web{i}");
        }

        using (var held = await rig.Elb.Book.Take(Ct))
        {
            var addresses = held.State.Balancers.All.SelectMany(each => each.Places).Select(each => each.Address);
            Assert.Equal(8, addresses.Distinct().Count());
            Assert.Empty(Audit.Of(held.State));
        }

        var second = new Faultline.Tests.Elb.ElbRig();
        await second.Balancer();
        using var others = await second.Elb.Book.Take(Ct);
        using var own = await rig.Elb.Book.Take(Ct);
        Assert.Empty(others.State.Nodes.All.Select(node => node.Address)
            .Intersect(own.State.Balancers.All.SelectMany(each => each.Places).Select(each => each.Address)));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_deleting_it_again_is_fine()
    {
        await rig.Create();
        await rig.Register(await rig.Machine());
        await rig.Settle();
        for (var i = 0; i < 2; i++)
        {
            await rig.Elb.DeleteLoadBalancer(
                rig.Call("DeleteLoadBalancer"), new() { LoadBalancerName = "web" }, Ct);
        }

        await rig.Settle();
        Assert.Empty(rig.Balancers.All);
        await rig.Sound();
        await rig.Refused("LoadBalancerNotFound", () => rig.Look());
    }

    [Fact]
    public async Task There_is_a_limit_and_lists_come_in_pages()
    {
        for (var i = 0; i < 20; i++)
        {
            await rig.Create(name: $"web{i:00}");
        }

        await rig.Refused("TooManyLoadBalancers", () => rig.Create(name: "more"));
        var names = new List<string>();
        for (string? marker = null; ;)
        {
            var page = await rig.Elb.DescribeLoadBalancers(
                rig.Call("DescribeLoadBalancers"), new() { PageSize = 7, Marker = marker }, Ct);
            names.AddRange(page.LoadBalancerDescriptions!.Select(each => each.LoadBalancerName!));
            if ((marker = page.NextMarker) is null)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"web{i:00}"), names);
    }

    [Fact]
    public async Task Attributes_are_AWSs_and_one_wrong_value_sets_none()
    {
        await rig.Create();
        var before = await Attributes();
        Assert.Equal(
            (false, false, 300, 60, false),
            (before.CrossZoneLoadBalancing!.Enabled, before.ConnectionDraining!.Enabled,
                before.ConnectionDraining.Timeout, before.ConnectionSettings!.IdleTimeout, before.AccessLog!.Enabled));
        Assert.Equal("defensive", before.AdditionalAttributes!.Single().Value);
        await rig.Refused("InvalidConfigurationRequest", () => rig.Set(new()
        {
            CrossZoneLoadBalancing = new() { Enabled = true },
            AccessLog = new() { Enabled = true },
        }));
        await rig.Refused("LoadBalancerAttributeNotFound", () => rig.Set(new()
        {
            AdditionalAttributes = [new() { Key = "elb.more", Value = "x" }],
        }));
        Assert.Equal(Reshape.Bytes(before), Reshape.Bytes(await Attributes()));
        await rig.Set(new() { CrossZoneLoadBalancing = new() { Enabled = true } });
        await rig.Set(new() { ConnectionDraining = new() { Enabled = true } });
        var after = await Attributes();
        Assert.Equal(
            (true, true, 300, 60),
            (after.CrossZoneLoadBalancing!.Enabled, after.ConnectionDraining!.Enabled,
                after.ConnectionDraining.Timeout, after.ConnectionSettings!.IdleTimeout));
    }

    [Fact]
    public async Task Tags_are_put_over_tags()
    {
        await rig.Create(input => input.Tags = [new() { Key = "a", Value = "1" }, new() { Key = "b", Value = "1" }]);
        await rig.Elb.AddTags(rig.Call("AddTags"), new()
        {
            LoadBalancerNames = ["web"],
            Tags = [new() { Key = "b", Value = "2" }, new() { Key = "c", Value = "2" }],
        }, Ct);
        await rig.Elb.RemoveTags(
            rig.Call("RemoveTags"), new() { LoadBalancerNames = ["web"], Tags = [new() { Key = "a" }] }, Ct);
        var tags = await rig.Elb.DescribeTags(rig.Call("DescribeTags"), new() { LoadBalancerNames = ["web"] }, Ct);
        Assert.Equal(
            "b=2 c=2", string.Join(' ', tags.TagDescriptions![0].Tags!.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    private List<string> Nodes() =>
        [.. rig.Balancers.All.Values.Single().Nodes.Select(node => $"{node.Zone} {node.Address}")];

    private async Task Disable(params char[] zones) => await rig.Elb.DisableAvailabilityZonesForLoadBalancer(
        rig.Call("DisableAvailabilityZonesForLoadBalancer"),
        new() { LoadBalancerName = "web", AvailabilityZones = ClassicRig.Zones(zones) },
        Ct);

    private async Task Attach(string subnet) => await rig.Elb.AttachLoadBalancerToSubnets(
        rig.Call("AttachLoadBalancerToSubnets"), new() { LoadBalancerName = "web", Subnets = [subnet] }, Ct);

    private async Task<Api.ClassicElb.LoadBalancerAttributes> Attributes() =>
        (await rig.Elb.DescribeLoadBalancerAttributes(
            rig.Call("DescribeLoadBalancerAttributes"), new() { LoadBalancerName = "web" }, Ct))
        .LoadBalancerAttributes!;
}
