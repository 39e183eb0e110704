using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Services.Ec2.Instances;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Tests.AutoScaling;

/// <summary>Instances of groups: replaced, moved, kept, waited for.</summary>
public sealed class InstanceTests
{
    [Fact]
    public async Task One_that_was_terminated_behind_the_groups_back_is_replaced()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2);
        var lost = (await rig.Instances())[0].InstanceId!;
        await rig.Ec2.Enter(lost, InstanceStateName.Terminated);
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(await rig.Instances(), each => each.InstanceId == lost);
        Assert.Equal(2, (await rig.Instances()).Count);
        var activities = await rig.Activities();
        Assert.Contains(activities, each => each.Cause ==
            "At 2026-01-02T03:05:05Z an instance was taken out of service in response to an EC2 health check "
            + "indicating it has been terminated or stopped.");
        Assert.Contains(activities, each => each.Cause ==
            "At 2026-01-02T03:05:05Z an instance was launched in response to an unhealthy instance needing to be "
            + "replaced.");
        await rig.Sound();
    }

    [Fact]
    public async Task A_zone_that_is_short_is_left_out_and_comes_back()
    {
        var rig = new ScalingRig();
        rig.Ec2.Fault(new CapacityShortage(rig.Ec2.Zone('c'), 0, null));
        await rig.Group(desired: 6);
        Assert.Equal("a3 b3", await rig.Spread());
        var failed = (await rig.Activities()).Where(each => each.StatusCode == "Failed").ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, each =>
        {
            Assert.StartsWith(
                "Launching a new EC2 instance.  Status Reason: We currently do not have", each.Description);
            Assert.EndsWith("Launching EC2 instance failed.", each.StatusMessage);
        });
        rig.Ec2.Fault();
        for (var minute = 0; minute < 5; minute++)
        {
            await rig.Pass(TimeSpan.FromMinutes(1));
            var serving = (await rig.Instances()).Count(each => each.LifecycleState == LifecycleState.InService);
            Assert.InRange(serving, 6, 7);
        }

        Assert.Equal("a2 b2 c2", await rig.Spread());
        Assert.Contains(await rig.Activities(), each => each.Cause!.Contains(
            "instances were launched to balance instances in zones us-east-1c", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frozen_control_plane_launches_nothing_and_is_tried_again()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1);
        rig.Ec2.Fault(new ControlPlaneFrozen(rig.Ec2.Atlas.Region("us-east-1")!, "ec2", ReadsToo: false));
        await rig.Desire(2);
        Assert.Equal("Failed", (await rig.Activities())[0].StatusCode);
        Assert.Single(await rig.Instances());
        var tries = (await rig.Activities()).Count;
        await rig.Settle();
        Assert.Equal(tries, (await rig.Activities()).Count);
        rig.Ec2.Fault();
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await rig.Instances()).Count);
    }

    [Fact]
    public async Task A_launch_that_a_crash_interrupts_is_done_once()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 0);
        await rig.Scaling.SetDesiredCapacity(
            rig.Call("SetDesiredCapacity"), new() { AutoScalingGroupName = ScalingRig.Web, DesiredCapacity = 3 },
            ScalingRig.Ct);
        await rig.Scaling.Rounds.Look(ScalingRig.Ct);
        using (var held = await rig.Scaling.Book.Take(ScalingRig.Ct))
        {
            // As if the server had died before it heard what came of the launches.
            var state = held.State;
            var group = state.Groups.All.Single();
            var option = Option.Of(group)[0];
            foreach (var member in state.Members.All.ToList())
            {
                var (place, token) = (group.Places.Find(each => each.Zone == member.Zone)!, member.Activity!);
                var request = Recipe.Request(state, group, option, place, token, isSpot: false);
                state.Launches.Put(new(token, group.Account, group.Id, request, Recipe.Like(group, option, place))
                {
                    Since = rig.Now,
                });
                state.Members.Remove(member.Id);
            }

            await held.Keep();
        }

        Assert.Equal(3, (await rig.Machines()).Count);
        rig.Reopen();
        await rig.Settle();
        Assert.Equal(3, (await rig.Machines()).Count);
        Assert.Equal("a1 b1 c1", await rig.Spread());
    }

    [Fact]
    public async Task Terminated_on_demand_with_and_without_another_one_in_its_place()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2, min: 1);
        async Task<Activity> Terminate(bool decrement) =>
            await rig.Terminate((await rig.Instances())[0].InstanceId!, decrement);
        var first = await Terminate(decrement: false);
        Assert.EndsWith("was taken out of service in response to a user request.", first.Cause);
        await rig.Settle();
        Assert.Equal(2, (await rig.Instances()).Count);
        var second = await Terminate(decrement: true);
        Assert.EndsWith("response to a user request, shrinking the capacity from 2 to 1.", second.Cause);
        await rig.Settle();
        Assert.Single(await rig.Instances());
        await ScalingRig.Refused("ValidationError", () => Terminate(decrement: true), "desiredSize equals minSize");
    }

    [Fact]
    public async Task Who_is_terminated_twice_ends_once()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2);
        var id = (await rig.Instances())[0].InstanceId!;
        var first = await rig.Terminate(id, decrement: true);
        var again = await rig.Terminate(id, decrement: true);
        Assert.Equal((first.ActivityId, 1), (again.ActivityId, (await rig.Look()).DesiredCapacity));
        await rig.Settle();
        Assert.Equal(
            "Successful", (await rig.Activities()).Single(each => each.ActivityId == first.ActivityId).StatusCode);
        Assert.Single(await rig.Instances());
    }

    [Fact]
    public async Task To_standby_and_back()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2);
        var id = (await rig.Instances())[0].InstanceId!;
        var left = await rig.Scaling.EnterStandby(rig.Call("EnterStandby"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id], ShouldDecrementDesiredCapacity = true,
        }, ScalingRig.Ct);
        Assert.Equal(
            $"At 2026-01-02T03:04:05Z instance {id} was moved to standby in response to a user request, shrinking the "
            + "capacity from 2 to 1.", left.Activities!.Single().Cause);
        await rig.Settle();
        Assert.Equal(LifecycleState.Standby, (await rig.Member(id)).State);
        Assert.Equal((2, 1), ((await rig.Instances()).Count, (await rig.Look()).DesiredCapacity));
        var back = await rig.Scaling.ExitStandby(
            rig.Call("ExitStandby"),
            new() { AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id] },
            ScalingRig.Ct);
        Assert.EndsWith(
            "was moved out of standby in response to a user request, increasing the capacity from 1 to 2.",
            back.Activities!.Single().Cause);
        await rig.Settle();
        Assert.Equal((LifecycleState.InService, 2), ((await rig.Member(id)).State, (await rig.Look()).DesiredCapacity));
    }

    [Fact]
    public async Task Detached_it_runs_on_and_attached_it_is_back()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1, max: 2);
        var id = (await rig.Instances())[0].InstanceId!;
        await rig.Scaling.DetachInstances(rig.Call("DetachInstances"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id], ShouldDecrementDesiredCapacity = false,
        }, ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal(2, (await rig.Machines()).Count);
        Assert.NotEqual(id, (await rig.Instances()).Single().InstanceId);
        Task Attach() => rig.Scaling.AttachInstances(
            rig.Call("AttachInstances"),
            new() { AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id] },
            ScalingRig.Ct).AsTask();
        await Attach();
        await rig.Settle();
        Assert.Equal((2, 2), ((await rig.Instances()).Count, (await rig.Look()).DesiredCapacity));
        await ScalingRig.Refused("ValidationError", Attach, "is already part of AutoScalingGroup");
    }

    [Fact]
    public async Task A_hook_is_waited_for_completed_and_timed_out()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 0);
        await rig.Scaling.PutLifecycleHook(rig.Call("PutLifecycleHook"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "up", HeartbeatTimeout = 60,
            LifecycleTransition = "autoscaling:EC2_INSTANCE_LAUNCHING",
        }, ScalingRig.Ct);
        await rig.Desire(1);
        var first = (await rig.Instances()).Single();
        Assert.Equal(LifecycleState.PendingWait, first.LifecycleState);
        Assert.Equal("MidLifecycleAction", (await rig.Activities())[0].StatusCode);
        await rig.Pass(TimeSpan.FromSeconds(50));
        await rig.Scaling.RecordLifecycleActionHeartbeat(rig.Call("RecordLifecycleActionHeartbeat"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "up", InstanceId = first.InstanceId,
        }, ScalingRig.Ct);
        await rig.Pass(TimeSpan.FromSeconds(50));
        Assert.Equal(LifecycleState.PendingWait, (await rig.Instances()).Single().LifecycleState);
        await rig.Scaling.CompleteLifecycleAction(rig.Call("CompleteLifecycleAction"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "up", InstanceId = first.InstanceId,
            LifecycleActionResult = "CONTINUE",
        }, ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal(LifecycleState.InService, (await rig.Instances()).Single().LifecycleState);
        await rig.Desire(2);
        var second = (await rig.Instances()).Single(each => each.LifecycleState == LifecycleState.PendingWait);
        await rig.Pass(TimeSpan.FromSeconds(61));
        Assert.DoesNotContain(await rig.Instances(), each => each.InstanceId == second.InstanceId);
        Assert.Contains(await rig.Activities(), each => each.StatusCode == "Cancelled"
            && each.StatusMessage!.EndsWith("was abandoned: Heartbeat Timeout", StringComparison.Ordinal)
            && each.Description == $"Launching a new EC2 instance: {second.InstanceId}.  Status Reason: "
                + each.StatusMessage);
    }

    [Fact]
    public async Task Terminating_waits_for_its_hook_and_ends_whatever_the_result()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1, with: request => request.LifecycleHookSpecificationList =
        [
            new() { LifecycleHookName = "down", LifecycleTransition = "autoscaling:EC2_INSTANCE_TERMINATING" },
        ]);
        await rig.Desire(0);
        var id = (await rig.Instances())
            .Single(each => each.LifecycleState == LifecycleState.TerminatingWait).InstanceId;
        Assert.Single(await rig.Machines());
        await rig.Scaling.CompleteLifecycleAction(rig.Call("CompleteLifecycleAction"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "down", InstanceId = id,
            LifecycleActionResult = "ABANDON",
        }, ScalingRig.Ct);
        await rig.Settle();
        Assert.Empty(await rig.Instances());
        Assert.Empty(await rig.Machines());
    }

    [Fact]
    public async Task A_warm_pool_is_stopped_and_goes_before_a_launch()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1, max: 3);
        await rig.Scaling.PutWarmPool(
            rig.Call("PutWarmPool"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct);
        await rig.Settle();
        var pool = await rig.Scaling.DescribeWarmPool(
            rig.Call("DescribeWarmPool"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct);
        Assert.Equal(["Warmed:Stopped", "Warmed:Stopped"], pool.Instances!.Select(each => each.LifecycleState!));
        var warm = pool.Instances![0].InstanceId!;
        await ScalingRig.Refused("ValidationError", () => rig.Terminate(warm, decrement: false), "warm pool");
        await ScalingRig.Refused("ValidationError", () => rig.Scaling.SetInstanceProtection(
            rig.Call("SetInstanceProtection"),
            new() { AutoScalingGroupName = ScalingRig.Web, InstanceIds = [warm], ProtectedFromScaleIn = true },
            ScalingRig.Ct).AsTask(), "warm pool");
        await rig.Desire(2);
        Assert.Contains(await rig.Instances(), each => each.InstanceId == pool.Instances![0].InstanceId
            || each.InstanceId == pool.Instances[1].InstanceId);
        Assert.Equal((2, 1), ((await rig.Instances()).Count, (await rig.Look()).WarmPoolSize));
        await rig.Scaling.DeleteWarmPool(
            rig.Call("DeleteWarmPool"),
            new() { AutoScalingGroupName = ScalingRig.Web, ForceDelete = true },
            ScalingRig.Ct);
        await rig.Settle();
        Assert.Null((await rig.Look()).WarmPoolConfiguration);
        Assert.Equal(2, (await rig.Machines()).Count);
    }

    /// <summary>"Warm pool event types and patterns", user guide: example 4 is of a hook for scale-in events.</summary>
    [Fact]
    public async Task Whoever_returns_to_the_warm_pool_waits_there_for_the_hooks_of_a_scale_in()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2, max: 3, with: request => request.LifecycleHookSpecificationList =
        [
            new() { LifecycleHookName = "down", LifecycleTransition = Waits.Terminating },
        ]);
        await rig.Scaling.PutWarmPool(
            rig.Call("PutWarmPool"),
            new() { AutoScalingGroupName = ScalingRig.Web, InstanceReusePolicy = new() { ReuseOnScaleIn = true } },
            ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal("Warmed:Stopped", await Pool());
        await rig.Scaling.PutLifecycleHook(rig.Call("PutLifecycleHook"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "up", LifecycleTransition = Waits.Launching,
        }, ScalingRig.Ct);
        var all = (await rig.Instances()).ConvertAll(each => each.InstanceId!);
        await rig.Desire(1);
        Assert.Equal("Warmed:Pending:Wait Warmed:Stopped", await Pool());
        await rig.Scaling.CompleteLifecycleAction(rig.Call("CompleteLifecycleAction"), new()
        {
            AutoScalingGroupName = ScalingRig.Web,
            LifecycleHookName = "down",
            InstanceId = all.Except((await rig.Instances()).Select(each => each.InstanceId!)).Single(),
            LifecycleActionResult = Waits.Continue,
        }, ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal("Warmed:Stopped Warmed:Stopped", await Pool());
        Assert.Equal(3, (await rig.Machines()).Count);

        async Task<string> Pool() => string.Join(' ', (await rig.Scaling.DescribeWarmPool(
            rig.Call("DescribeWarmPool"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct))
            .Instances!.Select(each => each.LifecycleState).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_protected_stays_and_whoever_is_said_to_be_ill_goes()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2, zones: ['a']);
        var ids = (await rig.Instances()).ConvertAll(each => each.InstanceId!);
        await rig.Scaling.SetInstanceProtection(rig.Call("SetInstanceProtection"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, InstanceIds = ids, ProtectedFromScaleIn = true,
        }, ScalingRig.Ct);
        await rig.Desire(1);
        Assert.Equal(2, (await rig.Instances()).Count);
        await rig.Desire(2);
        await rig.Scaling.SetInstanceHealth(
            rig.Call("SetInstanceHealth"), new() { InstanceId = ids[0], HealthStatus = "Unhealthy" }, ScalingRig.Ct);
        await rig.Settle();
        Assert.DoesNotContain(await rig.Instances(), each => each.InstanceId == ids[0]);
        Assert.Contains(await rig.Activities(), each => each.Cause!.EndsWith(
            "was taken out of service in response to a user health-check.", StringComparison.Ordinal));
    }
}
