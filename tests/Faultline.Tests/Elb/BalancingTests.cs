using Faultline.Api.Elb;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>The loop that brings balancers about.</summary>
public sealed class BalancingTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Fact]
    public async Task Brings_about_what_changed_and_nothing_that_did_not()
    {
        var (balancer, group) = (await rig.Balancer(), await rig.Group());
        await rig.Settle();
        Assert.Empty(rig.Balancers.All[balancer.LoadBalancerArn!].Listeners);
        var applied = rig.Balancers.Applied;
        await rig.Settle();
        await rig.Health(group);
        await rig.Settle();
        Assert.Equal(applied, rig.Balancers.Applied);
        await rig.Listener(balancer, group);
        await rig.Settle();
        Assert.Single(rig.Balancers.All[balancer.LoadBalancerArn!].Listeners);
    }

    [Fact]
    public async Task Takes_away_what_is_gone()
    {
        var (one, two) = (await rig.Balancer("one"), await rig.Balancer("two"));
        await rig.Settle();
        Assert.Equal(2, rig.Balancers.All.Count);
        await rig.Elb.DeleteLoadBalancer(
            rig.Call("DeleteLoadBalancer"), new() { LoadBalancerArn = one.LoadBalancerArn! }, Ct);
        await rig.Settle();
        Assert.Equal([two.LoadBalancerArn!], rig.Balancers.All.Keys);
    }

    [Fact]
    public async Task Tries_again_what_could_not_be_done()
    {
        var balancer = await rig.Balancer();
        rig.Balancers.Failures = 2;
        await Assert.ThrowsAsync<IOException>(() => rig.Settle());
        await Assert.ThrowsAsync<IOException>(() => rig.Settle());
        await rig.Settle();
        Assert.Equal([balancer.LoadBalancerArn!], rig.Balancers.All.Keys);
    }

    [Fact]
    public async Task Is_the_same_after_a_restart()
    {
        var (balancer, group, machine) = (await rig.Balancer(), await rig.Group(), await rig.Machine());
        await rig.Listener(balancer, group);
        await rig.Register(group, machine);
        await rig.Settle();
        var before = Text(rig);
        rig.Reopen();
        await rig.Settle();
        Assert.Equal(before, Text(rig));
    }

    [Fact]
    public async Task Follows_an_instance_that_stops_and_starts_elsewhere()
    {
        var (balancer, group, machine) = (await rig.Balancer(), await rig.Group(), await rig.Machine());
        await rig.Listener(balancer, group);
        await rig.Register(group, machine);
        await rig.Settle();
        Assert.Single(rig.Balancers.All.Values.Single().Groups.Values.Single().Targets);
        await rig.Ec2.Stop(machine);
        await rig.Settle();
        Assert.Empty(rig.Balancers.All.Values.Single().Groups.Values.Single().Targets);
        Assert.Single(await rig.Health(group));
    }

    [Fact]
    public async Task Looks_by_itself_when_it_is_told()
    {
        await using var elb = rig.Elb;
        elb.Start();
        var balancer = await rig.Balancer();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await State(balancer) != "active")
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private static string Text(ElbRig rig) => string.Join('\n', rig.Balancers.All.Values.Select(config =>
        $"{config.Name} {string.Join(' ', config.Nodes)} "
        + $"{string.Join(' ', config.Listeners.Select(each => each.Port))} "
        + string.Join(' ', config.Groups.Values.SelectMany(group => group.Targets))));

    private async Task<string> State(LoadBalancer balancer) => (await rig.Elb.DescribeLoadBalancers(
        rig.Call("DescribeLoadBalancers"), new() { LoadBalancerArns = [balancer.LoadBalancerArn!] }, Ct))
        .LoadBalancers![0].State!.Code!;
}
