using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Services.Ec2;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>What is announced to instances happens by itself at its hour, whoever is killed before.</summary>
public sealed class MaintenanceStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_scheduled_reboot_comes_once_whoever_is_killed_meanwhile() => Explore.Seeds(60, async world =>
    {
        var ward = await Ward.Open(world);
        var began = world.Now;
        Assert.True(await ward.Server.Order(ward.Patient, Event(EventCode.InstanceReboot)));
        await world.Delay(world.Below(Second * 14));
        ward.Server.Kill();
        await world.Delay(world.Below(Second * 3));
        await ward.Server.Start();
        await ward.Until("it is rebooted", async () => (await Description(ward)).StartsWith('['));
        Assert.True(world.Now >= began + Second * 10);
        await ward.Until("it runs again", ward.Runs);
        await ward.Watch(Second * 15);
        Assert.Equal("[Completed] The instance is scheduled for a reboot", await Description(ward));
        Assert.True(await ward.Runs());
        var tree = Assert.Single(ward.Server.Processes.All, tree => tree.State == TreeState.Running);
        Assert.EndsWith(".2", tree.Key, StringComparison.Ordinal);
    });

    [Fact]
    public void A_retired_instance_stops_by_itself_and_runs_again_once_it_is_started() => Explore.Seeds(
        20, async world =>
    {
        var ward = await Ward.Open(world);
        Assert.True(await ward.Server.Order(ward.Patient, Event(EventCode.InstanceRetirement)));
        await ward.Watch(Second * 9);
        Assert.True(await ward.Runs());
        await ward.Until("it is stopped", async () => (await ward.Look()).State!.Name == "stopped");
        await ward.Server.Ask<StartInstancesResult>(
            "StartInstances", new StartInstancesRequest { InstanceIds = [ward.Patient] });
        await ward.Until("it runs again", ward.Runs);
        await ward.Watch(Second * 15);
        Assert.True(await ward.Runs());
    });

    [Fact]
    public void An_interrupted_instance_is_gone_once_its_notice_has_run_out() => Explore.Seeds(40, async world =>
    {
        var ward = await Ward.Open(world);
        Assert.True(await ward.Server.Order(ward.Patient, new InstanceOrder.Interrupt(Second * 10, Stops: false)));
        await world.Delay(world.Below(Second * 12));
        ward.Server.Kill();
        await world.Delay(world.Below(Second * 3));
        await ward.Server.Start();
        await ward.Until("it is terminated", async () => (await ward.Look()).State!.Name == "terminated");
        Assert.Equal("Server.SpotInstanceTermination", (await ward.Look()).StateReason!.Code);
        await ward.Until("nothing of it runs", () => Task.FromResult(ward.Server.Processes.All.Count == 0));
    });

    private static InstanceOrder.Schedule Event(string code) => new(code, Second * 10, null);

    private static async Task<string> Description(Ward ward) =>
        (await ward.Server.Ask<DescribeInstanceStatusResult>(
            "DescribeInstanceStatus",
            new DescribeInstanceStatusRequest { InstanceIds = [ward.Patient], IncludeAllInstances = true }))!
        .InstanceStatuses!.Single().Events!.Single().Description!;
}
