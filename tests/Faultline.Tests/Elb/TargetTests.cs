using Faultline.Api.Ec2;
using Faultline.Engines.Balancer;
using Faultline.Tests.Ec2;
using TargetHealth = Faultline.Engines.Balancer.TargetHealth;

namespace Faultline.Tests.Elb;

/// <summary>Targets: who may be one, how they leave, and what is said of their health.</summary>
public sealed class TargetTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Fact]
    public async Task An_instance_runs_in_the_groups_vpc_or_is_no_target()
    {
        var group = await rig.Group();
        var machine = await rig.Machine();
        var pending = await rig.Ec2.Machine();
        await Ec2Rig.Refused(
            "ValidationError", () => rig.Register(group, "10.0.0.1"), "Instance ID '10.0.0.1' is not valid");
        await Ec2Rig.Refused(
            "InvalidTarget",
            () => rig.Register(group, machine, "i-0123456789abcdef0"),
            "are not in the target group VPC");
        await Ec2Rig.Refused(
            "InvalidTarget",
            () => rig.Register(group, machine, pending),
            $"The following targets are not in a running state and cannot be registered: '{pending}'");
        Assert.Empty(await rig.Health(group));
        await rig.Register(group, machine, $"{machine}:8080");
        Assert.Equal([$"{machine}:80", $"{machine}:8080"], Keys(await rig.Health(group)));
    }

    [Theory]
    [InlineData("172.31.0.9", null, null)]
    [InlineData("127.0.0.1", null, null)]
    [InlineData("10.0.0.1", "all", null)]
    [InlineData("10.0.0.1", null, "You must specify the Availability Zone 'all'")]
    [InlineData("8.8.8.8", "all", "is not a private address")]
    [InlineData("2001:db8::1", null, "is not a valid IPv4 address")]
    [InlineData("10.1", null, "is not a valid IPv4 address")]
    [InlineData("i-0123456789abcdef0", null, "is not a valid IPv4 address")]
    public async Task An_address_is_a_private_one_or_this_machines(string address, string? zone, string? says)
    {
        var group = await rig.Group(type: "ip");
        Task Register() => rig.Elb.RegisterTargets(rig.Call("RegisterTargets"), new()
        {
            TargetGroupArn = group.TargetGroupArn!,
            Targets = [new() { Id = address, AvailabilityZone = zone }],
        }, Ct).AsTask();

        if (says is null)
        {
            await Register();
            Assert.Equal([$"{address}:80"], Keys(await rig.Health(group)));
        }
        else
        {
            await Ec2Rig.Refused("ValidationError", Register, says);
        }
    }

    [Fact]
    public async Task A_target_leaves_when_the_delay_of_its_group_is_over_also_after_a_restart()
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Listener(await rig.Balancer(), group);
        await rig.Register(group, machine);
        await rig.Settle();
        await rig.Deregister(group, machine);
        Assert.Equal([$"{machine}:80 draining Target.DeregistrationInProgress"], await rig.Health(group));
        Assert.Equal(rig.Now + TimeSpan.FromSeconds(300), await rig.Settle());
        Assert.True(rig.Balancers.All.Values.Single().Groups.Values.Single().Targets.Single().Drains);
        rig.Now += TimeSpan.FromSeconds(299);
        rig.Reopen();
        await rig.Settle();
        Assert.Equal([$"{machine}:80 draining Target.DeregistrationInProgress"], await rig.Health(group));
        rig.Now += TimeSpan.FromSeconds(1);
        Assert.Null(await rig.Settle());
        Assert.Empty(await rig.Health(group));
        Assert.Empty(rig.Balancers.All.Values.Single().Groups.Values.Single().Targets);
        Assert.Equal([$"{machine}:80 unused Target.NotRegistered"], await rig.Health(group, machine));
    }

    [Fact]
    public async Task Who_is_registered_again_while_it_leaves_stays()
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Listener(await rig.Balancer(), group);
        await rig.Register(group, machine);
        await rig.Deregister(group, machine);
        await rig.Register(group, machine);
        await rig.Settle();
        rig.Now += TimeSpan.FromHours(1);
        await rig.Settle();
        Assert.Equal([$"{machine}:80"], Keys(await rig.Health(group)));
    }

    [Fact]
    public async Task Nobody_waits_for_a_target_that_nothing_is_sent_to()
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Register(group, machine);
        await rig.Deregister(group, machine);
        Assert.Empty(await rig.Health(group));
        await rig.Deregister(group, machine);
        await rig.Listener(await rig.Balancer(), group);
        await rig.Set(group, "deregistration_delay.timeout_seconds", "0");
        await rig.Register(group, machine);
        await rig.Deregister(group, machine);
        Assert.Empty(await rig.Health(group));
    }

    [Fact]
    public async Task A_terminated_instance_is_taken_out_and_a_stopped_one_is_unused()
    {
        var (group, one, two) = (await rig.Group(), await rig.Machine(), await rig.Machine());
        await rig.Listener(await rig.Balancer(), group);
        await rig.Register(group, one, two);
        await rig.Settle();
        await rig.Ec2.Stop(one);
        await rig.Ec2.Enter(two, InstanceStateName.Terminated);
        await rig.Settle();
        Assert.Equal(
            [$"{one}:80 unused Target.InvalidState", $"{two}:80 draining Target.DeregistrationInProgress"],
            await rig.Health(group));
        rig.Now += TimeSpan.FromSeconds(300);
        await rig.Settle();
        Assert.Equal([$"{one}:80 unused Target.InvalidState"], await rig.Health(group));
    }

    [Fact]
    public async Task A_group_without_a_balancer_and_a_zone_without_a_node_are_not_in_use()
    {
        var (group, near, far) = (await rig.Group(), await rig.Machine('a'), await rig.Machine('c'));
        await rig.Register(group, near, far);
        Assert.All(
            await rig.Health(group),
            line => Assert.EndsWith("unused Target.NotInUse", line, StringComparison.Ordinal));
        await rig.Listener(await rig.Balancer(zones: ['a', 'b']), group);
        await rig.Settle();
        rig.Balancers.See(null, $"{near}:80", TargetHealth.Healthy);
        rig.Balancers.See(null, $"{far}:80", TargetHealth.Healthy);
        Assert.Equal([$"{near}:80 healthy", $"{far}:80 unused Target.NotInUse"], await rig.Health(group));
        var only = rig.Balancers.All.Values.Single().Groups.Values.Single().Targets.Single();
        Assert.Equal($"{near}:80", only.Key);
    }

    [Theory]
    [InlineData(TargetHealth.Initial, TargetReason.Registering, "initial Elb.RegistrationInProgress")]
    [InlineData(TargetHealth.Initial, TargetReason.Checking, "initial Elb.InitialHealthChecking")]
    [InlineData(TargetHealth.Healthy, TargetReason.None, "healthy")]
    [InlineData(TargetHealth.Unhealthy, TargetReason.Mismatch, "unhealthy Target.ResponseCodeMismatch")]
    [InlineData(TargetHealth.Unhealthy, TargetReason.Timeout, "unhealthy Target.Timeout")]
    [InlineData(TargetHealth.Unhealthy, TargetReason.Failed, "unhealthy Target.FailedHealthChecks")]
    [InlineData(TargetHealth.Unused, TargetReason.OtherZone, "unused Target.NotInUse")]
    public async Task What_nodes_see_is_said_in_awss_words(TargetHealth health, TargetReason reason, string expected)
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Listener(await rig.Balancer(), group);
        await rig.Register(group, machine);
        Assert.Equal([$"{machine}:80 initial Elb.RegistrationInProgress"], await rig.Health(group));
        await rig.Settle();
        rig.Balancers.See(null, $"{machine}:80", health, reason);
        Assert.Equal([$"{machine}:80 {expected}"], await rig.Health(group));
    }

    [Fact]
    public async Task What_a_failed_check_got_is_said()
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Listener(await rig.Balancer(), group);
        await rig.Register(group, machine);
        await rig.Settle();
        rig.Balancers.See(null, $"{machine}:80", TargetHealth.Unhealthy, TargetReason.Mismatch, status: 503);
        var found = await rig.Elb.DescribeTargetHealth(
            rig.Call("DescribeTargetHealth"), new() { TargetGroupArn = group.TargetGroupArn! }, Ct);
        Assert.Equal(
            "Health checks failed with these codes: [503]",
            found.TargetHealthDescriptions!.Single().TargetHealth!.Description);
    }

    [Fact]
    public async Task A_node_without_power_is_not_asked_and_one_that_sees_health_is_enough()
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Listener(await rig.Balancer(), group);
        await rig.Register(group, machine);
        await rig.Settle();
        var (a, b) = (rig.Ec2.Zone('a').Name, rig.Ec2.Zone('b').Name);
        rig.Balancers.See(a, $"{machine}:80", TargetHealth.Unhealthy, TargetReason.Timeout);
        rig.Balancers.See(b, $"{machine}:80", TargetHealth.Healthy);
        Assert.Equal([$"{machine}:80 healthy"], await rig.Health(group));
        rig.Balancers.Power(b, isOn: false);
        Assert.Equal([$"{machine}:80 unhealthy Target.Timeout"], await rig.Health(group));
    }

    [Fact]
    public async Task Says_at_which_port_a_target_is_checked()
    {
        var (group, machine) = (await rig.Group(), await rig.Machine());
        await rig.Register(group, $"{machine}:8080");
        Assert.Equal("8080", await Port());
        await rig.Elb.ModifyTargetGroup(
            rig.Call("ModifyTargetGroup"),
            new() { TargetGroupArn = group.TargetGroupArn!, HealthCheckPort = "9" },
            Ct);
        Assert.Equal("9", await Port());

        async Task<string?> Port() => (await rig.Elb.DescribeTargetHealth(
            rig.Call("DescribeTargetHealth"), new() { TargetGroupArn = group.TargetGroupArn! }, Ct))
            .TargetHealthDescriptions![0].HealthCheckPort;
    }

    private static IEnumerable<string> Keys(IEnumerable<string> lines) => lines.Select(line => line.Split(' ')[0]);
}
