using Faultline.Api.Ec2;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;

namespace Faultline.Tests.ClassicElb;

/// <summary>Instances behind a balancer: how they come and go, and how they are said to be.</summary>
public sealed class InstanceTests
{
    private readonly ClassicRig rig = new();

    [Fact]
    public async Task They_are_in_the_order_in_which_they_came()
    {
        await rig.Create();
        var (one, two) = (await rig.Machine(), await rig.Machine('b'));
        Assert.Equal([two], await rig.Register(two));
        Assert.Equal([two, one], await rig.Register(one, two));
        Assert.Equal([one], await rig.Deregister(two));
        Assert.Equal([one], await rig.Deregister(two));
    }

    [Fact]
    public async Task Those_that_are_not_there_are_refused()
    {
        await rig.Create();
        var (gone, here) = (await rig.Machine(), await rig.Machine());
        await rig.Ec2.Enter(gone, InstanceStateName.Terminated);
        await rig.Refused("InvalidInstance", () => rig.Register(here, "i-00000000000000000"));
        await rig.Refused("InvalidInstance", () => rig.Register(gone));
        await rig.Refused("InvalidInstance", () => rig.Deregister("i-00000000000000000"));
        await rig.Refused("InvalidInstance", () => rig.Health("i-00000000000000000"));
        await rig.Refused("ValidationError", () => rig.Register());
    }

    [Fact]
    public async Task Without_draining_one_is_gone_at_once_and_with_it_after_a_while()
    {
        await rig.Create();
        var machine = await rig.Machine();
        await rig.Register(machine);
        await rig.Deregister(machine);
        Assert.Empty(await rig.Health());
        await rig.Set(new() { ConnectionDraining = new() { Enabled = true, Timeout = 20 } });
        await rig.Register(machine);
        await rig.Deregister(machine);
        Assert.Equal("InService N/A Instance deregistration currently in progress.", (await rig.Health()).Single());
        await rig.Settle();
        Assert.True(Target().Drains);
        rig.Now += TimeSpan.FromSeconds(10);
        rig.Reopen();
        await rig.Settle();
        Assert.True(Target().Drains);
        rig.Now += TimeSpan.FromSeconds(10);
        await rig.Settle();
        Assert.Empty(await rig.Health());
        Assert.Empty(rig.Balancers.All.Values.Single().Groups["health"].Targets);
    }

    [Fact]
    public async Task Whoever_comes_back_while_it_drains_stays()
    {
        await rig.Create();
        await rig.Set(new() { ConnectionDraining = new() { Enabled = true, Timeout = 20 } });
        var machine = await rig.Machine();
        await rig.Register(machine);
        await rig.Deregister(machine);
        await rig.Register(machine);
        rig.Now += TimeSpan.FromSeconds(30);
        await rig.Settle();
        Assert.False(Target().Drains);
    }

    [Fact]
    public async Task A_terminated_one_is_taken_out()
    {
        await rig.Create();
        var machine = await rig.Machine();
        await rig.Register(machine);
        await rig.Ec2.Enter(machine, InstanceStateName.Terminated);
        await rig.Settle();
        Assert.Empty(await rig.Health());
    }

    [Fact]
    public async Task Health_is_what_nodes_see_in_the_words_of_AWS()
    {
        await rig.Create();
        var machine = await rig.Machine();
        await rig.Register(machine);
        Assert.Equal("OutOfService ELB Instance registration is still in progress.", await Health());
        await rig.Settle();
        Assert.Equal(
            "OutOfService Instance Instance has not passed the configured HealthyThreshold number of health checks "
            + "consecutively.",
            await Health());
        rig.Balancers.See(null, machine, TargetHealth.Unhealthy, TargetReason.Timeout);
        Assert.Equal(
            "OutOfService Instance Instance has failed at least the UnhealthyThreshold number of health checks "
            + "consecutively.",
            await Health());
        rig.Balancers.See(rig.Ec2.Zone('a').Name, machine, TargetHealth.Healthy);
        Assert.Equal("InService N/A N/A", await Health());
        rig.Balancers.Power(rig.Ec2.Zone('a').Name, isOn: false);
        Assert.StartsWith("OutOfService Instance Instance has failed", await Health(), StringComparison.Ordinal);
        await rig.Ec2.Stop(machine);
        Assert.Equal("OutOfService Instance Instance is in stopped state.", await Health());
    }

    [Fact]
    public async Task Strangers_and_those_of_other_zones_are_told_apart()
    {
        await rig.Create(input => input.AvailabilityZones = ClassicRig.Zones('a'));
        var (elsewhere, stranger) = (await rig.Machine('c'), await rig.Machine());
        await rig.Register(elsewhere);
        await rig.Settle();
        Assert.Equal(
            [
                "OutOfService ELB Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to "
                    + "route traffic to.",
                "OutOfService Instance Instance is not currently registered with the LoadBalancer.",
            ],
            await rig.Health(elsewhere, stranger));
    }

    [Fact]
    public async Task Where_nobody_knows_of_instances_nothing_is_said_of_their_health()
    {
        var blind = new ClassicRig(options => options with { Backends = null });
        await blind.Create();
        await blind.Register(await blind.Machine());
        Assert.Equal(
            "Unknown ELB A transient error occurred. Please try again later.", (await blind.Health()).Single());
    }

    [Theory]
    [InlineData("HTTP:80/ping/this", null)]
    [InlineData("https:8443/", null)]
    [InlineData("TCP:443", null)]
    [InlineData("SSL:443", null)]
    [InlineData("HTTP:80", "HTTP:80/ping/this/path")]
    [InlineData("TCP:80/x", "a port only")]
    [InlineData("TCP:0", "a port only")]
    [InlineData("TCP:65536", "a port only")]
    [InlineData("UDP:80", "must begin with")]
    [InlineData("TCP", "a port only")]
    [InlineData("HTTP:80/a b", "without blanks")]
    [InlineData("HTTP:80/a\r\nX: y", "without blanks")]
    public async Task A_check_says_where_and_how(string target, string? refusal)
    {
        await rig.Create();
        if (refusal is null)
        {
            await Configure(target);
            Assert.Equal(target, (await rig.Look()).HealthCheck!.Target, ignoreCase: true);
        }
        else
        {
            var error = await Assert.ThrowsAsync<Wire.AwsError>(() => Configure(target));
            Assert.Contains(refusal, error.Message, StringComparison.Ordinal);
            Assert.Equal("TCP:8080", (await rig.Look()).HealthCheck!.Target);
        }
    }

    [Fact]
    public async Task A_check_takes_less_time_than_there_is_between_two()
    {
        await rig.Create();
        await rig.Refused("ValidationError", () => Configure("TCP:80", timeout: 10));
    }

    private async Task Configure(string target, int timeout = 5) => await rig.Elb.ConfigureHealthCheck(
        rig.Call("ConfigureHealthCheck"),
        new()
        {
            LoadBalancerName = "web",
            HealthCheck = new()
            {
                Target = target,
                Interval = 10,
                Timeout = timeout,
                UnhealthyThreshold = 2,
                HealthyThreshold = 3,
            },
        },
        ClassicRig.Ct);

    private async Task<string> Health() => (await rig.Health()).Single();

    private TargetConfig Target() =>
        rig.Balancers.All.Values.Single().Groups["health"].Targets.Single();
}
