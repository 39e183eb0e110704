using System.Text.Json;
using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>Starting, stopping, rebooting and terminating, from each state.</summary>
public sealed class StateTests
{
    private readonly InstanceScene scene = new();

    [Theory]
    [InlineData("pending", "StartInstances", "pending")]
    [InlineData("running", "StartInstances", "running")]
    [InlineData("stopping", "StartInstances", "IncorrectInstanceState")]
    [InlineData("stopped", "StartInstances", "pending")]
    [InlineData("shutting-down", "StartInstances", "IncorrectInstanceState")]
    [InlineData("terminated", "StartInstances", "IncorrectInstanceState")]
    [InlineData("pending", "StopInstances", "IncorrectInstanceState")]
    [InlineData("running", "StopInstances", "stopping")]
    [InlineData("stopping", "StopInstances", "stopping")]
    [InlineData("stopped", "StopInstances", "stopped")]
    [InlineData("shutting-down", "StopInstances", "IncorrectInstanceState")]
    [InlineData("terminated", "StopInstances", "IncorrectInstanceState")]
    [InlineData("pending", "RebootInstances", "pending")]
    [InlineData("running", "RebootInstances", "running")]
    [InlineData("stopping", "RebootInstances", "IncorrectInstanceState")]
    [InlineData("stopped", "RebootInstances", "IncorrectInstanceState")]
    [InlineData("shutting-down", "RebootInstances", "IncorrectInstanceState")]
    [InlineData("terminated", "RebootInstances", "IncorrectInstanceState")]
    [InlineData("pending", "TerminateInstances", "shutting-down")]
    [InlineData("running", "TerminateInstances", "shutting-down")]
    [InlineData("stopping", "TerminateInstances", "shutting-down")]
    [InlineData("stopped", "TerminateInstances", "terminated")]
    [InlineData("shutting-down", "TerminateInstances", "shutting-down")]
    [InlineData("terminated", "TerminateInstances", "terminated")]
    public async Task Each_operation_has_states_from_which_it_leads_to_another(
        string state, string operation, string outcome)
    {
        var id = await scene.In(state);
        if (outcome == "IncorrectInstanceState")
        {
            await scene.Refused(outcome, () => Call(operation, id, dryRun: false));
            return;
        }

        await scene.Refused("DryRunOperation", () => Call(operation, id, dryRun: true));
        if (await Call(operation, id, dryRun: false) is { } change)
        {
            Assert.Equal(
                (id, state, outcome), (change.InstanceId, change.PreviousState!.Name, change.CurrentState!.Name));
        }

        Assert.Equal(outcome, await scene.StateOf(id));
        var before = await scene.Everything();
        scene.Rig.Reopen();
        Assert.Equal(before, await scene.Everything());
        await scene.Drive();
    }

    [Theory]
    [InlineData("StartInstances")]
    [InlineData("StopInstances")]
    [InlineData("RebootInstances")]
    [InlineData("TerminateInstances")]
    public async Task Of_several_all_are_changed_or_none(string operation)
    {
        var (one, other) = (await scene.In("stopped"), await scene.In("running"));
        var missing = "i-00000000000000000";
        await scene.Refused("InvalidInstanceID.NotFound", () => Call(operation, one, false, other, missing), missing);
        await scene.Refused("InvalidInstanceID.Malformed", () => Call(operation, one, false, "i-x"));
        await scene.Refused("MissingParameter", () => Call(operation, null, false));
    }

    [Fact]
    public async Task A_stop_gives_back_the_room_and_a_start_takes_it_again_perhaps_elsewhere()
    {
        var id = await scene.Run();
        var before = await scene.Machine(id);
        await scene.Stop(id);
        Assert.NotNull((await scene.Machine(id)).Host);
        await scene.Drive();
        var stopped = await scene.Look(id);
        Assert.Equal((80, "Client.UserInitiatedShutdown", "User initiated (2026-01-02 03:04:05 GMT)"), (
            stopped.State!.Code, stopped.StateReason!.Code, stopped.StateTransitionReason));
        Assert.Null((await scene.Machine(id)).Host);
        scene.Rig.Now += TimeSpan.FromHours(1);
        await scene.Start(id);
        await scene.Drive();
        var (started, shown) = (await scene.Machine(id), await scene.Look(id));
        Assert.Equal(
            ("running", before.Boots + 1, before.Address, null, ""),
            (started.State, started.Boots, started.Address, shown.StateReason?.Code, shown.StateTransitionReason));
        Assert.Equal(scene.Rig.Now, shown.LaunchTime);
        Assert.Equal(stopped.PrivateIpAddress, shown.PrivateIpAddress);
    }

    [Fact]
    public async Task A_start_without_room_starts_none_of_them()
    {
        var small = new InstanceScene(hosts: 1);
        string[] ids = [await Large(small), await Large(small)];
        await small.Rig.Machine('a', "m5.12xlarge");
        await small.Refused("InsufficientInstanceCapacity", () => small.Start(ids), ids[1]);
        await small.Start(ids[0]);
        small.Rig.Fault(new CapacityShortage(small.Rig.Zone('a'), 0, null));
        await small.Refused("InsufficientInstanceCapacity", () => small.Start(ids[1]), "us-east-1a");
    }

    [Fact]
    public async Task Who_is_protected_is_neither_stopped_nor_terminated()
    {
        var id = await scene.Run(new() { DisableApiStop = true, DisableApiTermination = true });
        await scene.Refused("OperationNotPermitted", () => scene.Stop(id), "disableApiStop");
        await scene.Refused("OperationNotPermitted", () => scene.Terminate(id), "disableApiTermination");
        await scene.Reboot(id);
        await scene.Do(
            scene.Ec2.ModifyInstanceAttribute,
            new ModifyInstanceAttributeRequest { InstanceId = id, DisableApiTermination = new() { Value = false } });
        await scene.Terminate(id);
    }

    [Theory]
    [InlineData(false, "stopped", "Client.InstanceInitiatedShutdown")]
    [InlineData(true, "terminated", "Client.InstanceInitiatedShutdown")]
    public async Task A_shutdown_from_inside_ends_it_as_it_was_told_to(bool terminates, string state, string reason)
    {
        var id = await scene.Run(new() { InstanceInitiatedShutdownBehavior = terminates ? "terminate" : "stop" });
        await scene.Exit(id, 0);
        var shown = await scene.Look(id);
        Assert.Equal((state, reason), (shown.State!.Name, shown.StateReason!.Code));
    }

    [Fact]
    public async Task A_reboot_is_another_boot_whoever_asks_for_it()
    {
        var id = await scene.Run();
        await scene.Reboot(id);
        await scene.Drive();
        Assert.Equal((2, false), ((await scene.Machine(id)).Boots, (await scene.Machine(id)).Reboots));
        await scene.Exit(id, BootScript.RebootCode);
        Assert.Equal(3, (await scene.Machine(id)).Boots);

        // What died by itself waits for a reboot.
        await scene.Exit(id, 9);
        Assert.Equal(Downfall.Crash, (await scene.Machine(id)).Downfall);
        await scene.Reboot(id);
        await scene.Drive();
        var machine = await scene.Machine(id);
        Assert.Equal((4, Downfall.None, null), (machine.Boots, machine.Downfall, machine.ImpairedSince));
    }

    [Fact]
    public async Task A_stop_that_takes_too_long_can_be_forced()
    {
        var id = await scene.In("stopping");
        await scene.Ask(scene.Ec2.StopInstances, new StopInstancesRequest { InstanceIds = [id], Force = true });
        Assert.True((await scene.Machine(id)).Forced);
        await scene.Drive();
        await scene.Start(id);
        Assert.False((await scene.Machine(id)).Forced);
    }

    [Fact]
    public async Task A_spot_instance_is_not_stopped()
    {
        var id = await scene.Run(new() { InstanceMarketOptions = new() { MarketType = "spot" } });
        await scene.Refused("UnsupportedOperation", () => scene.Stop(id), "Spot Instance");
        await scene.Terminate(id);
    }

    [Fact]
    public async Task The_terminated_keep_nothing_and_are_still_shown()
    {
        var id = await scene.In("terminated");
        var shown = await scene.Look(id);
        Assert.Equal((48, "Client.UserInitiatedShutdown"), (shown.State!.Code, shown.StateReason!.Code));
        Assert.Empty(shown.NetworkInterfaces!);
        Assert.Empty(shown.BlockDeviceMappings!);
        Assert.Equal((null, null), (shown.PrivateIpAddress, shown.PublicIpAddress));
        var machine = await scene.Machine(id);
        Assert.Equal((null, null), (machine.Host, machine.Address));
    }

    [Fact]
    public async Task All_that_is_known_of_an_instance_is_known_after_a_restart()
    {
        var id = await scene.Run(new() { UserData = "aGk=", DisableApiStop = true, KeyName = null });
        var hour = scene.Rig.Now.AddMinutes(5);
        await scene.Set(id, machine => machine with
        {
            Program = "web",
            TerminationProtected = true,
            TerminatesOnShutdown = true,
            UnlimitedCredits = true,
            Due = hour,
            Boots = 7,
            Reboots = true,
            Forced = true,
            Downfall = Downfall.Crash,
            ImpairedSince = hour,
            Notice = hour,
            NoticeStops = true,
            Rebalance = hour,
            ProfileSince = hour,
        });
        var (before, shown) = (await scene.Machine(id), JsonSerializer.Serialize(await scene.Look(id)));
        scene.Rig.Reopen();
        var after = await scene.Machine(id);
        Assert.Equal(before with { Shown = after.Shown }, after);
        Assert.Equal(shown, JsonSerializer.Serialize(await scene.Look(id)));
    }

    private static async Task<string> Large(InstanceScene scene)
    {
        var id = await scene.Run(
            new() { InstanceType = "m5.12xlarge", Placement = new() { AvailabilityZone = "us-east-1a" } });
        await scene.Stop(id);
        await scene.Drive();
        return id;
    }

    private async Task<InstanceStateChange?> Call(string operation, string? id, bool dryRun, params string[] more)
    {
        List<string> ids = id is null ? [] : [id, .. more];
        switch (operation)
        {
            case "StartInstances":
                return (await scene.Ask(
                    scene.Ec2.StartInstances, new StartInstancesRequest { InstanceIds = ids, DryRun = dryRun }))
                    .StartingInstances![0];
            case "StopInstances":
                return (await scene.Ask(
                    scene.Ec2.StopInstances, new StopInstancesRequest { InstanceIds = ids, DryRun = dryRun }))
                    .StoppingInstances![0];
            case "TerminateInstances":
                return (await scene.Ask(
                    scene.Ec2.TerminateInstances, new TerminateInstancesRequest { InstanceIds = ids, DryRun = dryRun }))
                    .TerminatingInstances![0];
            default:
                await scene.Do(
                    scene.Ec2.RebootInstances, new RebootInstancesRequest { InstanceIds = ids, DryRun = dryRun });
                return null;
        }
    }
}
