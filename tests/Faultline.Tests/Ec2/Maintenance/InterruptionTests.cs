using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Tests.Ec2.Instances;
using Faultline.Tests.Ec2.Metadata;

namespace Faultline.Tests.Ec2.Maintenance;

/// <summary>Instances that are taken away as spot instances are, and what they are told before.</summary>
public sealed class InterruptionTests
{
    private readonly MetadataScene there = new();

    private InstanceScene Scene => there.Scene;

    [Theory]
    [InlineData(false, "terminate", "terminated", "Server.SpotInstanceTermination", "2026-01-02T03:06:05Z")]
    [InlineData(true, "stop", "stopped", "Server.SpotInstanceShutdown", null)]
    public async Task An_instance_has_its_notice_until_it_is_taken_away(
        bool stops, string action, string state, string reason, string? termination)
    {
        var id = await Scene.Run();
        await Order(id, new InstanceOrder.Interrupt(TimeSpan.FromMinutes(2), stops));
        Assert.Equal(
            $$"""{"action":"{{action}}","time":"2026-01-02T03:06:05Z"}""",
            await there.Read(id, "meta-data/spot/instance-action"));
        Assert.Equal(termination, await there.Read(id, "meta-data/spot/termination-time"));
        Scene.Rig.Now += TimeSpan.FromSeconds(119);
        await Scene.Drive();
        Assert.Equal("running", await Scene.StateOf(id));
        Scene.Rig.Reopen();
        Scene.Rig.Now += TimeSpan.FromSeconds(1);
        await Scene.Drive();
        var shown = await Scene.Look(id);
        Assert.Equal((state, reason), (shown.State!.Name, shown.StateReason!.Code));
        Assert.StartsWith(reason, shown.StateTransitionReason, StringComparison.Ordinal);
        Assert.Null((await Scene.Machine(id)).Notice);
    }

    [Fact]
    public async Task One_that_is_started_again_has_neither_notice_nor_recommendation()
    {
        var id = await Scene.Run();
        await Order(id, new InstanceOrder.Rebalance());
        Assert.Equal(
            """{"noticeTime":"2026-01-02T03:04:05Z"}""",
            await there.Read(id, "meta-data/events/recommendations/rebalance"));
        await Order(id, new InstanceOrder.Interrupt(TimeSpan.FromMinutes(2), Stops: true));
        await Scene.Stop(id);
        await Scene.Drive();
        await Scene.Start(id);
        Scene.Rig.Now += TimeSpan.FromMinutes(3);
        await Scene.Drive();
        Assert.Equal("running", await Scene.StateOf(id));
        Assert.Null(await there.Read(id, "meta-data/spot/instance-action"));
        Assert.Null(await there.Read(id, "meta-data/events/recommendations/rebalance"));
    }

    [Fact]
    public async Task Neither_protection_nor_a_host_without_power_keeps_an_instance()
    {
        var id = await Scene.Run(new() { DisableApiTermination = true });
        await Order(id, new InstanceOrder.Interrupt(TimeSpan.FromMinutes(2), Stops: false));
        Scene.Rig.Fault(new HostCrash(new(Host(await Scene.Machine(id)))));
        await Scene.Drive();
        Scene.Rig.Now += TimeSpan.FromMinutes(2);
        await Scene.Drive();
        Assert.Equal("terminated", await Scene.StateOf(id));
    }

    private Domain Host(Machine machine) =>
        Scene.Rig.Atlas.TryFind(machine.Host!, out var host) ? host : throw new InvalidOperationException();

    private async Task Order(string id, InstanceOrder order) =>
        Assert.True(await Scene.Ec2.Order(id, order, Ec2Rig.Ct));
}
