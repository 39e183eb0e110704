using Faultline.Api.AutoScaling;
using Faultline.Engines.Balancer;

namespace Faultline.Tests.AutoScaling;

/// <summary>Groups behind balancers: registered before they serve, taken out before they end.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task Instances_come_behind_a_target_group_and_leave_it_first()
    {
        var rig = new ScalingRig();
        var target = await rig.Elb.Group();
        await rig.Elb.Set(target, "deregistration_delay.timeout_seconds", "60");
        await rig.Elb.Listener(await rig.Elb.Balancer(), target);
        await rig.Group(
            desired: 2, zones: ['a', 'b'], with: request => request.TargetGroupARNs = [target.TargetGroupArn!]);
        Assert.Equal(2, (await rig.Elb.Health(target)).Count);
        Assert.Equal("Added", await State(rig));
        await rig.Elb.Settle();
        var ids = (await rig.Instances()).ConvertAll(each => each.InstanceId!);
        ids.ForEach(id => rig.Elb.Balancers.See(null, $"{id}:80", TargetHealth.Healthy));
        await rig.Settle();
        Assert.Equal("InService", await State(rig));
        await rig.Desire(1);
        var leaving = (await rig.Instances()).Single(each => each.LifecycleState == LifecycleState.Terminating);
        Assert.Equal("WaitingForELBConnectionDraining", (await rig.Activities())[0].StatusCode);
        Assert.Equal(2, (await rig.Machines()).Count);
        rig.Now += TimeSpan.FromSeconds(61);
        await rig.Elb.Settle();
        await rig.Settle();
        Assert.DoesNotContain(await rig.Instances(), each => each.InstanceId == leaving.InstanceId);
        Assert.Single(await rig.Elb.Health(target));
        Assert.Single(await rig.Machines());
    }

    [Fact]
    public async Task A_target_that_fails_its_checks_is_replaced_where_the_group_believes_it()
    {
        var rig = new ScalingRig();
        var target = await rig.Elb.Group();
        await rig.Elb.Listener(await rig.Elb.Balancer(), target);
        await rig.Group(desired: 1, zones: ['a'], with: request =>
        {
            request.TargetGroupARNs = [target.TargetGroupArn!];
            request.HealthCheckType = "ELB";
            request.HealthCheckGracePeriod = 120;
        });
        await rig.Elb.Settle();
        var id = (await rig.Instances()).Single().InstanceId!;
        rig.Elb.Balancers.See(null, $"{id}:80", TargetHealth.Unhealthy, TargetReason.Timeout);
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal("Healthy", (await rig.Instances()).Single().HealthStatus);
        await rig.Pass(TimeSpan.FromMinutes(1.5));
        Assert.NotEqual(
            id, (await rig.Instances()).Single(each => each.LifecycleState == LifecycleState.InService).InstanceId);
        Assert.Contains(await rig.Activities(), each => each.Cause!.EndsWith(
            "was taken out of service in response to an ELB system health check failure.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_group_is_attached_and_detached()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1, zones: ['a']);
        var target = await rig.Elb.Group();
        await rig.Scaling.AttachLoadBalancerTargetGroups(
            rig.Call("AttachLoadBalancerTargetGroups"),
            new() { AutoScalingGroupName = ScalingRig.Web, TargetGroupARNs = [target.TargetGroupArn!] },
            ScalingRig.Ct);
        Assert.Equal("Adding", await State(rig));
        await rig.Settle();
        Assert.Single(await rig.Elb.Health(target));
        Assert.Equal([target.TargetGroupArn!], (await rig.Look()).TargetGroupARNs);
        await rig.Scaling.DetachLoadBalancerTargetGroups(
            rig.Call("DetachLoadBalancerTargetGroups"),
            new() { AutoScalingGroupName = ScalingRig.Web, TargetGroupARNs = [target.TargetGroupArn!] },
            ScalingRig.Ct);
        await rig.Elb.Settle();
        await rig.Settle();
        rig.Now += TimeSpan.FromMinutes(6);
        await rig.Elb.Settle();
        await rig.Settle();
        Assert.Empty(await rig.Elb.Health(target));
        Assert.Equal("", await State(rig));
        Assert.Single(await rig.Instances());
    }

    private static async Task<string> State(ScalingRig rig) => string.Join(' ',
        (await rig.Scaling.DescribeTrafficSources(
            rig.Call("DescribeTrafficSources"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct))
        .TrafficSources!.Select(each => each.State));
}
