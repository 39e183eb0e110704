using Faultline.Api.Ec2;
using Faultline.Simulation;
using Faultline.Stories.Ec2;

namespace Faultline.Stories.Elb;

/// <summary>Targets while their instances move and go, and while the server dies.</summary>
public sealed class TargetStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_target_is_asked_where_its_instance_stands_now() => Explore.Seeds(200, async world =>
    {
        var ward = await Ward.Open(world);
        var front = await Front.Open(ward);
        await ward.Until("it is asked where it stands", async () => front.Target?.At.Name == await ward.Host());
        var host = await ward.Host();
        await ward.Fail(host, Second * 60);
        await ward.Until("it runs elsewhere", async () => await ward.Host() != host && await ward.Runs());
        await ward.Until("it is asked there", async () => front.Target?.At.Name == await ward.Host());
    });

    [Fact]
    public void A_target_leaves_when_its_time_is_over_though_the_server_dies() => Explore.Seeds(200, async world =>
    {
        var ward = await Ward.Open(world);
        var front = await Front.Open(ward);
        await ward.Until("it is asked", () => Task.FromResult(front.Target is { Drains: false }));
        var began = world.Now;
        await front.Deregister();
        await ward.Watch(Second * 0.25 * world.Dice.Below(60));
        Assert.Equal("draining", await front.Health());
        ward.Server.Kill();
        await world.Delay(Second * world.Dice.Below(3));
        await ward.Server.Start();
        if (world.Now < began + Front.Delay)
        {
            Assert.Equal("draining", await front.Health());
        }

        await ward.Until("it is gone", async () => await front.Health() == "");
        Assert.InRange(world.Now - began, Front.Delay, Front.Delay + Second * 3);
        await ward.Until("nobody is asked", () => Task.FromResult(front.Target is null));
    });

    [Fact]
    public void Groups_and_network_ACLs_stand_between_nodes_and_targets() => Explore.Seeds(50, async world =>
    {
        var ward = await Ward.Open(world);
        var front = await Front.Open(ward);
        bool IsOpen() => front.Target is { CutFrom.IsEmpty: true } target
            && target.ClosedTo.IsEmpty && target.ChecksClosedTo.IsEmpty;
        await ward.Until("the default group lets its own in", () => Task.FromResult(IsOpen()));
        var rule = await front.LocksGroup();
        await ward.Until("no node gets in", () => Task.FromResult(
            front.Target is { CutFrom.IsEmpty: true } target && target.ClosedTo.Count == front.Zones
            && target.ChecksClosedTo.SetEquals(target.ClosedTo)));
        ward.Server.Kill();
        await ward.Server.Start();
        await ward.Until("nor after a restart", () => Task.FromResult(front.Target?.ClosedTo.Count == front.Zones));
        await front.OpensGroup(rule);
        await ward.Until("they get in again", () => Task.FromResult(IsOpen()));
        await front.DeniesAll();
        await ward.Until("other subnets are cut off", () => Task.FromResult(
            front.Target?.CutFrom.SetEquals(front.Target.ClosedTo) == true
            && front.Target.CutFrom.Count == front.Zones - 1));
    });

    [Fact]
    public void A_terminated_instance_is_a_target_no_more() => Explore.Seeds(200, async world =>
    {
        var ward = await Ward.Open(world);
        var front = await Front.Open(ward);
        await ward.Until("it is asked", () => Task.FromResult(front.Target is not null));
        await ward.Server.Ask<TerminateInstancesResult>(
            "TerminateInstances", new TerminateInstancesRequest { InstanceIds = [ward.Patient] });
        await ward.Until("it leaves", async () => await front.Health() == "draining");
        await ward.Until("it is gone", async () => await front.Health() == "");
    });
}
