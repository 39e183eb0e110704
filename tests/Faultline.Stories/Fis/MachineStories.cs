using Faultline.Api.Ec2;
using Faultline.Drills.Stories;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Fis;

/// <summary>The actions on instances and their volumes. Each begins twice, as after a crash.</summary>
public sealed class MachineStories
{
    private const string Stop = "aws:ec2:stop-instances";

    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Instances_stop_and_those_that_it_stopped_start_again() => Explore.Seeds(20, async world =>
    {
        var play = await Rehearsal.Open(world);
        var zone = play.Stage.SomeZone();
        var (runs, stood) = (await play.Launch(zone), await play.Launch(zone));
        await play.Ask(play.Ec2.StopInstances, new StopInstancesRequest { InstanceIds = [stood] });
        await play.Until("one stands", async () => await play.StateOf(stood) == InstanceStateName.Stopped);
        await play.Wait(TimeSpan.FromSeconds(2));

        var scene = play.Scene(
            [Rehearsal.ArnOf(runs), Rehearsal.ArnOf(stood)], null, "stop", ("startInstancesAfterDuration", "PT2M"));
        await play.Begin(Stop, scene);
        await play.Wait(TimeSpan.FromMilliseconds(world.Dice.Below(3000)));
        scene = await play.Begin(Stop, scene);
        Assert.Equal(runs, scene.Kept["stopped"]);
        await play.Until("it stands", async () => await play.StateOf(runs) == InstanceStateName.Stopped);
        Assert.False(await play.IsOver(Stop, scene));
        await play.Wait(2 * minute);
        Assert.True(await play.IsOver(Stop, scene));
        await play.End(Stop, scene);
        await play.End(Stop, scene);
        await play.Until("it runs again", async () => await play.StateOf(runs) == InstanceStateName.Running);
        Assert.Equal(InstanceStateName.Stopped, await play.StateOf(stood));
        Assert.Equal(2, play.BootsOf(runs));
    });

    [Fact]
    public void Without_a_time_for_it_nothing_starts_again() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var runs = await play.Launch(play.Stage.SomeZone());
        var scene = await play.Begin(Stop, play.Scene([Rehearsal.ArnOf(runs)]));
        Assert.True(await play.IsOver(Stop, scene));
        await play.End(Stop, scene);
        await play.Until("it stands", async () => await play.StateOf(runs) == InstanceStateName.Stopped);
        await play.Wait(minute);
        Assert.Equal(InstanceStateName.Stopped, await play.StateOf(runs));
    });

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", false)]
    [InlineData("false", true)]
    public void What_was_terminated_meanwhile_fails_it_unless_that_is_well(string isWell, bool isStopped) =>
        Explore.Seeds(5, async world =>
        {
            var play = await Rehearsal.Open(world);
            var zone = play.Stage.SomeZone();
            var (stays, goes) = (await play.Launch(zone), await play.Launch(zone));
            var scene = await play.Begin(Stop, play.Scene(
                [Rehearsal.ArnOf(goes), Rehearsal.ArnOf(stays)], null, "stop",
                ("startInstancesAfterDuration", "PT1M"), ("completeIfInstancesTerminated", isWell)));
            await play.Ask(play.Ec2.TerminateInstances, new TerminateInstancesRequest { InstanceIds = [goes] });
            await play.Wait(minute);
            if (isWell == "true" || isStopped)
            {
                // An experiment that is stopped before its time fails by nothing more.
                await play.End(Stop, scene with { IsStopped = isStopped });
            }
            else
            {
                var refused = await Assert.ThrowsAsync<AwsError>(() => play.End(Stop, scene));
                Assert.Contains(goes, refused.Message, StringComparison.Ordinal);
            }

            await play.Until("the other one runs", async () => await play.StateOf(stays) == InstanceStateName.Running);
        });

    [Fact]
    public void Instances_reboot_once() => Explore.Seeds(20, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:ec2:reboot-instances";
        var id = await play.Launch(play.Stage.SomeZone());
        await play.Wait(TimeSpan.FromSeconds(1));
        var scene = await play.Begin(Action, play.Scene([Rehearsal.ArnOf(id)]));
        await play.Until("it has booted", () => Task.FromResult(play.BootsOf(id) == 2));
        await play.Begin(Action, scene);
        await play.Wait(minute);
        Assert.Equal(2, play.BootsOf(id));
        Assert.Equal(InstanceStateName.Running, await play.StateOf(id));
    });

    [Fact]
    public void Instances_are_terminated() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:ec2:terminate-instances";
        var (goes, stays) = (await play.Launch(play.Stage.SomeZone()), await play.Launch(play.Stage.SomeZone()));
        var scene = await play.Begin(Action, play.Scene([Rehearsal.ArnOf(goes)]));
        await play.Begin(Action, scene);
        await play.Until("it is gone", async () => await play.StateOf(goes) == InstanceStateName.Terminated);
        await play.Begin(Action, scene);
        Assert.Equal(InstanceStateName.Running, await play.StateOf(stays));
    });

    [Fact]
    public void A_spot_instance_is_warned_and_then_taken_away() => Explore.Seeds(10, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:ec2:send-spot-instance-interruptions";
        var id = await play.Launch(play.Stage.SomeZone());
        var scene = await play.Begin(
            Action, play.Scene([Rehearsal.ArnOf(id)], null, "spot", ("durationBeforeInterruption", "PT5M")));
        await play.Begin(Action, scene);
        for (var second = 0; second < 299; second += 1 + world.Dice.Below(5))
        {
            Assert.False(await play.IsOver(Action, scene));
            Assert.Equal(InstanceStateName.Running, await play.StateOf(id));
            await world.Delay(scene.Began.AddSeconds(second + 1) - world.Now);
        }

        await play.Until("it is gone", async () => await play.StateOf(id) == InstanceStateName.Terminated);
        Assert.InRange(world.Now, scene.Began + (5 * minute), scene.Began + (5.5 * minute));
        Assert.True(await play.IsOver(Action, scene));
    });

    [Fact]
    public void An_experiment_that_is_stopped_in_time_interrupts_nobody() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:ec2:send-spot-instance-interruptions";
        var id = await play.Launch(play.Stage.SomeZone());
        var scene = await play.Begin(
            Action, play.Scene([Rehearsal.ArnOf(id)], null, "spot", ("durationBeforeInterruption", "PT5M")));
        await play.Wait(2 * minute);
        Assert.False(await play.IsOver(Action, scene));
        await play.End(Action, scene with { IsStopped = true });
        await play.Wait(10 * minute);
        Assert.Equal(InstanceStateName.Running, await play.StateOf(id));
    });

    [Theory]
    [InlineData("aws:ebs:pause-volume-io", "disk-stuck")]
    [InlineData("aws:ebs:volume-io-latency", "disk-slow")]
    public void A_volume_suffers_and_is_well_again(string action, string kind) => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var id = (await play.Look(await play.Launch(play.Stage.SomeZone())))
            .BlockDeviceMappings![0].Ebs!.VolumeId!;
        var scene = await play.Begin(action, play.Scene(
            [$"arn:aws:ec2:{Stage.Here}:{Client.Account}:volume/{id}"], minute, "volume"));
        await play.Begin(action, scene);
        var fault = Assert.Single(play.Stage.Faults.InForce);
        Assert.Equal((kind, "fis"), (fault.Order.Kind, fault.Order.Door));
        Assert.Equal(kind == "disk-stuck" ? "impaired passed stalled" : "warning passed degraded", await Status());
        await play.End(action, scene);
        Assert.Equal("ok passed normal", await Status());
        Assert.Empty(play.Stage.Faults.InForce);

        async Task<string> Status()
        {
            var shown = (await play.Ask(
                play.Ec2.DescribeVolumeStatus, new DescribeVolumeStatusRequest { VolumeIds = [id] }))
                .VolumeStatuses![0].VolumeStatus!;
            return $"{shown.Status} {shown.Details![0].Status} {shown.Details[1].Status}";
        }
    });

    [Fact]
    public void A_fault_whose_time_was_over_before_it_was_kept_does_not_begin_anew() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var scene = play.Scene([$"arn:aws:ec2:{Stage.Here}:{Client.Account}:volume/vol-1"], minute, "volume");
        await play.Begin("aws:ebs:pause-volume-io", scene);
        Assert.Single(play.Stage.Faults.InForce);
        await play.Wait(2 * minute);
        Assert.Empty(play.Stage.Faults.InForce);
        await play.Begin("aws:ebs:pause-volume-io", scene);
        Assert.Empty(play.Stage.Faults.InForce);
    });
}
