using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Tests.Ec2.Instances;
using Faultline.Tests.Ec2.Metadata;

namespace Faultline.Tests.Ec2.Maintenance;

/// <summary>Scheduled events: seen before, done at their hour, seen after.</summary>
public sealed class ScheduledEventTests
{
    private readonly MetadataScene there = new();

    private InstanceScene Scene => there.Scene;

    [Fact]
    public async Task An_event_is_shown_by_the_status_and_in_the_metadata()
    {
        var id = await Scene.Run();
        Assert.Equal("[]", await there.Read(id, "meta-data/events/maintenance/scheduled"));
        var own = await Schedule(id, EventCode.SystemReboot, minutes: 10);
        Assert.Matches("^instance-event-[0-9a-f]{17}$", own.InstanceEventId);
        Assert.Equal(
            ("system-reboot", "The instance is scheduled for a reboot", "03:14", "05:14", "09 03:14"),
            (own.Code, own.Description, $"{own.NotBefore:HH:mm}", $"{own.NotAfter:HH:mm}",
                $"{own.NotBeforeDeadline:dd HH:mm}"));
        var told = JsonNode.Parse((await there.Read(id, "meta-data/events/maintenance/scheduled"))!)!.AsArray();
        Assert.Equal(
            $$"""
            {"NotBefore":"2 Jan 2026 03:14:05 GMT","Code":"system-reboot",
            "Description":"The instance is scheduled for a reboot","EventId":"{{own.InstanceEventId}}",
            "NotAfter":"2 Jan 2026 05:14:05 GMT","State":"active"}
            """.ReplaceLineEndings(""),
            Assert.Single(told)!.ToJsonString());
        Assert.Equal("[]", await there.Read(id, "meta-data/events/maintenance/history"));
        Assert.Equal("history\nscheduled", await there.Read(id, "meta-data/events/maintenance"));
        Scene.Rig.Reopen();
        Assert.Equal(own.InstanceEventId, (await Event(id)).InstanceEventId);
    }

    [Theory]
    [InlineData("event.code=instance-stop", true)]
    [InlineData("event.code=instance-reboot", false)]
    [InlineData("event.description=*to be stopped", true)]
    [InlineData("event.not-before=2026-01-02T03:14:05.000Z", true)]
    [InlineData("event.not-before=2026-01-02T03:15:05.000Z", false)]
    [InlineData("event.not-before-deadline=2026-01-09T*", true)]
    [InlineData("event.not-after=*", false)]
    [InlineData("event.instance-event-id=instance-event-*", true)]
    public async Task Instances_are_found_by_their_events(string filter, bool isFound)
    {
        var id = await Scene.Run();
        await Scene.Run();
        await Schedule(id, EventCode.InstanceStop, minutes: 10);
        var found = await Scene.Ask(
            Scene.Ec2.DescribeInstanceStatus, new DescribeInstanceStatusRequest { Filters = Ec2Call.Filters(filter) });
        Assert.Equal(isFound ? [id] : [], found.InstanceStatuses!.Select(each => each.InstanceId));
    }

    [Theory]
    [InlineData("instance-reboot", "running", 2, null)]
    [InlineData("system-reboot", "running", 2, null)]
    [InlineData("system-maintenance", "running", 2, null)]
    [InlineData("instance-retirement", "stopped", 1, "Server.ScheduledStop")]
    [InlineData("instance-stop", "stopped", 1, "Server.ScheduledStop")]
    public async Task It_happens_at_its_hour_and_not_before(string code, string state, int boots, string? reason)
    {
        var id = await Scene.Run();
        await Schedule(id, code, minutes: 10);
        Scene.Rig.Now += TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1);
        await Scene.Drive();
        Assert.Equal(("running", 1), (await Scene.StateOf(id), (await Scene.Machine(id)).Boots));
        Scene.Rig.Now += TimeSpan.FromSeconds(1);
        await Scene.Drive();
        Assert.Equal((state, boots), (await Scene.StateOf(id), (await Scene.Machine(id)).Boots));
        Assert.Equal(reason, (await Scene.Look(id)).StateReason?.Code);
        Assert.StartsWith("[Completed] ", (await Event(id)).Description, StringComparison.Ordinal);
        Assert.Equal("[]", await there.Read(id, "meta-data/events/maintenance/scheduled"));
        Assert.Contains(
            "\"State\":\"completed\"", await there.Read(id, "meta-data/events/maintenance/history"),
            StringComparison.Ordinal);

        // It happens once, and is seen for a week.
        Scene.Rig.Now += TimeSpan.FromDays(6);
        await Scene.Drive();
        Assert.Equal((state, boots), (await Scene.StateOf(id), (await Scene.Machine(id)).Boots));
        await Event(id);
        Scene.Rig.Now += TimeSpan.FromDays(1);
        Assert.Empty(await Events(id));
    }

    [Fact]
    public async Task Many_that_are_due_together_are_one_reboot()
    {
        var id = await Scene.Run();
        for (var i = 0; i < 20; i++)
        {
            await Schedule(id, EventCode.SystemReboot, minutes: 1);
        }

        var refused = await Assert.ThrowsAsync<OrderRefused>(() => Schedule(id, EventCode.SystemReboot, minutes: 1));
        Assert.Contains("20 events", refused.Message, StringComparison.Ordinal);
        Scene.Rig.Now += TimeSpan.FromMinutes(1);
        await Scene.Drive();
        Assert.Equal(2, (await Scene.Machine(id)).Boots);
        Assert.All(
            await Events(id), each => Assert.StartsWith("[Completed] ", each.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reboot_does_what_an_instance_reboot_would_and_a_stop_calls_everything_off()
    {
        var id = await Scene.Run();
        await Schedule(id, EventCode.InstanceReboot, minutes: 10);
        await Schedule(id, EventCode.InstanceRetirement, minutes: 20);
        await Scene.Reboot(id);
        await Scene.Drive();
        string[] Descriptions(IEnumerable<InstanceStatusEvent> events) =>
            [.. events.Select(each => each.Description!.Split(' ')[0])];
        Assert.Equal(["[Completed]", "The"], Descriptions(await Events(id)));
        await Schedule(id, EventCode.InstanceReboot, minutes: 10);
        await Scene.Exit(id, BootScript.RebootCode);
        Assert.Equal(["[Completed]", "The", "[Completed]"], Descriptions(await Events(id)));
        await Scene.Stop(id);
        await Scene.Drive();
        Assert.Equal(["[Completed]", "[Canceled]", "[Completed]"], Descriptions(await Events(id)));
    }

    [Fact]
    public async Task An_event_that_is_called_off_does_not_happen()
    {
        var (id, other) = (await Scene.Run(), await Scene.Run());
        var own = await Schedule(id, EventCode.InstanceStop, minutes: 10);
        var cancel = new InstanceOrder.Cancel(own.InstanceEventId!);
        await Assert.ThrowsAsync<OrderRefused>(() => Order(other, cancel));
        Assert.True(await Order(id, cancel));
        await Assert.ThrowsAsync<OrderRefused>(() => Order(id, cancel));
        Assert.Equal("[Canceled] The instance is scheduled to be stopped", (await Event(id)).Description);
        Scene.Rig.Now += TimeSpan.FromMinutes(10);
        await Scene.Drive();
        Assert.Equal("running", await Scene.StateOf(id));
    }

    [Theory]
    [InlineData(4, 120, "starts within 5 minutes")]
    [InlineData(30, 59, "at least 60 minutes")]
    [InlineData(30, 10_111, "after the deadline")]
    [InlineData(30, 120, null)]
    [InlineData(30, 10_110, null)]
    public async Task An_event_is_moved_within_the_limits_of_AWS(int minutes, int to, string? refusal)
    {
        var id = await Scene.Run();
        var own = await Schedule(id, EventCode.SystemReboot, minutes);
        var start = Scene.Rig.Now.AddMinutes(to);
        if (refusal is not null)
        {
            await Scene.Refused(
                "InstanceEventStartTimeCannotChange", () => Move(id, own.InstanceEventId!, start), refusal);
            return;
        }

        await Scene.Refused("DryRunOperation", () => Move(id, own.InstanceEventId!, start, dryRun: true));
        var moved = (await Move(id, own.InstanceEventId!, start)).Event!;
        Assert.Equal((start, start.AddHours(2)), (moved.NotBefore, moved.NotAfter));
        Scene.Rig.Reopen();
        Assert.Equal(start, (await Event(id)).NotBefore);
    }

    [Fact]
    public async Task Only_an_instance_s_own_event_is_moved_and_only_before_it_is_over()
    {
        var (id, other) = (await Scene.Run(), await Scene.Run());
        var own = await Schedule(id, EventCode.SystemReboot, minutes: 30);
        var start = Scene.Rig.Now.AddHours(2);
        await Scene.Refused("InvalidInstanceEventIDNotFound", () => Move(other, own.InstanceEventId!, start));
        await Order(id, new InstanceOrder.Cancel(own.InstanceEventId!));
        await Scene.Refused("InstanceEventStartTimeCannotChange", () => Move(id, own.InstanceEventId!, start), "over");
    }

    [Fact]
    public async Task Nothing_is_announced_to_what_does_not_run_or_is_not_there()
    {
        var stopped = await Scene.In("stopped");
        await Assert.ThrowsAsync<OrderRefused>(() => Order(stopped, new InstanceOrder.Rebalance()));
        Assert.False(await Order("i-00000000000000000", new InstanceOrder.Rebalance()));
        Assert.False(await Order(await Scene.In("terminated"), new InstanceOrder.Rebalance()));
    }

    private async Task<InstanceStatusEvent> Schedule(string id, string code, int minutes)
    {
        Assert.True(await Order(id, new InstanceOrder.Schedule(code, TimeSpan.FromMinutes(minutes), null)));
        return (await Events(id))[^1];
    }

    private async Task<bool> Order(string id, InstanceOrder order) => await Scene.Ec2.Order(id, order, Ec2Rig.Ct);

    private Task<ModifyInstanceEventStartTimeResult> Move(
        string id, string own, DateTimeOffset start, bool dryRun = false) => Scene.Ask(
        Scene.Ec2.ModifyInstanceEventStartTime,
        new ModifyInstanceEventStartTimeRequest
        {
            InstanceId = id, InstanceEventId = own, NotBefore = start, DryRun = dryRun,
        });

    private async Task<InstanceStatusEvent> Event(string id) => Assert.Single(await Events(id));

    private async Task<List<InstanceStatusEvent>> Events(string id) => (await Scene.Ask(
        Scene.Ec2.DescribeInstanceStatus,
        new DescribeInstanceStatusRequest { InstanceIds = [id], IncludeAllInstances = true }))
        .InstanceStatuses!.Single().Events!;
}
