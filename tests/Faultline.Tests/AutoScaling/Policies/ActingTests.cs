using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>Alarms and users let policies act: causes, cooldown, warm-up, several policies, suspended ones.</summary>
public sealed class ActingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_alarm_changes_the_capacity_and_the_cause_says_so()
    {
        var rig = await PolicyRig.Of(1);
        var policy = await rig.Policy("out", "simple change +1");
        Assert.Null(await rig.Alarm(policy, 80));
        Assert.Equal(
            "At 2026-01-02T03:04:05Z a monitor alarm TargetTracking-web-AlarmHigh-1 in state ALARM triggered policy "
            + "out changing the desired capacity from 1 to 2.",
            await rig.Why());
        rig.Reopen();
        Assert.Equal(2, await rig.Desired());
    }

    [Fact]
    public async Task A_user_executes_a_policy_and_the_cause_says_so()
    {
        var rig = await PolicyRig.Of(1);
        await rig.Policy("out", "simple change +1");
        await Execute(rig, "out");
        Assert.Equal(
            "At 2026-01-02T03:04:05Z a user request executed policy out changing the desired capacity from 1 to 2.",
            await rig.Why());
    }

    [Fact]
    public async Task An_alarm_without_its_policy_is_told_so()
    {
        var rig = await PolicyRig.Of(1);
        var policy = await rig.Policy("out", "simple change +1");
        await rig.AutoScaling.DeletePolicy(
            rig.Call("DeletePolicy"),
            new() { AutoScalingGroupName = PolicyRig.Web, PolicyName = "out" },
            PolicyRig.Ct);
        Assert.Equal($"Scaling policy {policy} not found", await rig.Alarm(policy, 80));
        var anew = await rig.Policy("out", "simple change +1");
        Assert.Equal($"Scaling policy {policy} not found", await rig.Alarm(policy, 80));
        Assert.Null(await rig.Alarm(anew, 80));
        Assert.Equal("Scaling policy arn:x not found", await rig.Alarm("arn:x", 80));
    }

    /// <summary>ec2-auto-scaling-scaling-cooldowns.html: simple scaling waits until its cooldown is over.</summary>
    [Theory]
    [InlineData(null, 299, 2)]
    [InlineData(null, 300, 3)]
    [InlineData(60, 59, 2)]
    [InlineData(60, 60, 3)]
    [InlineData(0, 1, 3)]
    public async Task Simple_scaling_waits_for_its_cooldown(int? cooldown, int seconds, int desired)
    {
        var rig = await PolicyRig.Of(1);
        var policy = await rig.Policy("out", "simple change +1", all => all.Cooldown = cooldown);
        await rig.Alarm(policy, 80);
        await rig.Serve(2);
        rig.Now += TimeSpan.FromSeconds(seconds);
        await rig.Alarm(policy, 80);
        Assert.Equal(desired, await rig.Desired());
    }

    /// <summary>as-scaling-simple-step.html: "must wait for the scaling activity ... to complete".</summary>
    [Fact]
    public async Task Simple_scaling_waits_for_what_is_under_way()
    {
        var rig = await PolicyRig.Of(1);
        var policy = await rig.Policy("out", "simple change +1", all => all.Cooldown = 0);
        await rig.Alarm(policy, 80);
        rig.Now += Minute;
        await rig.Alarm(policy, 80);
        Assert.Equal(2, await rig.Desired());
        await rig.Serve(2);
        await rig.Alarm(policy, 80);
        Assert.Equal(3, await rig.Desired());
    }

    /// <summary>The same page: "step scaling ... can continue to respond to additional alarms".</summary>
    [Fact]
    public async Task Step_scaling_knows_no_cooldown()
    {
        var rig = await PolicyRig.Of(10);
        var simple = await rig.Policy("simple", "simple change -1");
        var step = await rig.Policy("step", "step change 0..:5", all => all.EstimatedInstanceWarmup = 0);
        await rig.Alarm(simple, 10);
        await rig.Serve(9);
        await rig.Alarm(step, 80);
        Assert.Equal(14, await rig.Desired());
    }

    /// <summary>API_ExecutePolicy.html, HonorCooldown.</summary>
    [Fact]
    public async Task Who_honours_the_cooldown_waits_for_it()
    {
        var rig = await PolicyRig.Of(1);
        await rig.Policy("out", "simple change +1");
        await Execute(rig, "out", honours: true);
        var refused = await Assert.ThrowsAsync<AwsError>(() => Execute(rig, "out", honours: true));
        Assert.Equal("ScalingActivityInProgress", refused.Code);
        await Execute(rig, "out");
        Assert.Equal(3, await rig.Desired());
    }

    [Theory]
    [InlineData("step change 0..10:1 10..:2", 55.0, 50.0, 11, null)]
    [InlineData("step change 0..10:1 10..:2", 60.0, 50.0, 12, null)]
    [InlineData("step change 0..10:1 10..:2", 40.0, 50.0, 10, "No step adjustment of the policy p is for the metric "
        + "value that was specified")]
    [InlineData("step change 0..:1", null, null, 10, "MetricValue and BreachThreshold must be specified for a "
        + "StepScaling policy")]
    [InlineData("simple change +1", 1.0, null, 10, "MetricValue and BreachThreshold are not supported for a "
        + "SimpleScaling policy")]
    [InlineData("track 50", null, null, 10, "A policy of type TargetTrackingScaling can't be executed: it is for its "
        + "own alarms or forecasts to do so")]
    public async Task Executing_takes_what_the_policy_needs(
        string policy, double? value, double? threshold, int desired, string? refusal)
    {
        var rig = await PolicyRig.Of(10);
        await rig.Policy("p", policy);
        var refused = await Record.ExceptionAsync(() => rig.AutoScaling.ExecutePolicy(
            rig.Call("ExecutePolicy"),
            new()
            {
                AutoScalingGroupName = PolicyRig.Web,
                PolicyName = "p",
                MetricValue = value,
                BreachThreshold = threshold,
            },
            PolicyRig.Ct).AsTask());
        Assert.Equal(refusal, refused?.Message);
        Assert.Equal(desired, await rig.Desired());
    }

    /// <summary>as-scaling-simple-step.html: the aggregation type is applied to the newest values.</summary>
    [Theory]
    [InlineData("Average", 12)]
    [InlineData("Minimum", 11)]
    [InlineData("Maximum", 13)]
    public async Task Steps_are_found_by_the_aggregate(string aggregation, int desired)
    {
        var rig = await PolicyRig.Of(10);
        var policy = await rig.Policy(
            "p", "step change 0..10:1 10..20:2 20..:3", all => all.MetricAggregationType = aggregation);
        rig.Seen("hot", policy, 99, 75, 51, 60);
        await rig.Alarm(policy, 60, name: "hot");
        Assert.Equal(desired, await rig.Desired());
    }

    /// <summary>An alarm that lasts calls again, and may say no value then.</summary>
    [Fact]
    public async Task Where_the_alarm_says_no_value_CloudWatch_is_asked_for_the_newest()
    {
        var rig = await PolicyRig.Of(4);
        var policy = await rig.Policy("cpu", "track 50");
        var high = (await rig.Look("cpu")).Alarms![0].AlarmName!;
        Assert.Null(await rig.Alarm(policy, null, name: high));
        Assert.Equal(4, await rig.Desired());
        rig.Seen(high, policy, 60, 60, 100);
        Assert.Null(await rig.Alarm(policy, null, name: high));
        Assert.Equal(8, await rig.Desired());
        rig.CloudWatch.Trouble = new("InternalServiceError", 500, "not now");
        Assert.Null(await rig.Alarm(policy, null, name: high));
    }

    /// <summary>consolidated-view-of-warm-up-and-cooldown-settings.html.</summary>
    [Theory]
    [InlineData(null, null, 299, 3)]
    [InlineData(null, null, 300, 4)]
    [InlineData(120, null, 119, 3)]
    [InlineData(120, null, 120, 4)]
    [InlineData(120, 30, 30, 4)]
    [InlineData(0, null, 0, 4)]
    [InlineData(-1, null, 299, 3)]
    public async Task An_instance_counts_once_it_is_warm(int? ofGroup, int? ofPolicy, int seconds, int desired)
    {
        var rig = await PolicyRig.Of(2);
        await rig.Shape(shown => (shown.DefaultInstanceWarmup, shown.DesiredCapacity) = (ofGroup, 3));
        await rig.Serve(3, rig.Now);
        var policy = await rig.Policy("p", "step change 0..:1", all => all.EstimatedInstanceWarmup = ofPolicy);
        rig.Now += TimeSpan.FromSeconds(seconds);
        await rig.Alarm(policy, 80);
        Assert.Equal(desired, await rig.Desired());
    }

    /// <summary>as-scaling-target-tracking.html: no scale-in can start while a scale-out is in progress.</summary>
    [Fact]
    public async Task Nothing_scales_in_while_somebody_comes()
    {
        var rig = await PolicyRig.Of(4);
        var policy = await rig.Policy("p", "step change 0..:1 ..0:-1", all => all.EstimatedInstanceWarmup = 60);
        await rig.Alarm(policy, 80);
        await rig.Alarm(policy, 20);
        Assert.Equal(5, await rig.Desired());
        await rig.Serve(5, rig.Now);
        await rig.Alarm(policy, 20);
        Assert.Equal(5, await rig.Desired());
        rig.Now += Minute;
        await rig.Alarm(policy, 20);
        Assert.Equal(4, await rig.Desired());
    }

    /// <summary>as-scale-based-on-demand.html#multiple-scaling-policy-resolution.</summary>
    [Theory]
    [InlineData("step change 0..:1", "step change 0..:2", 80, 10)]
    [InlineData("step change 0..:2", "step change 0..:1", 80, 10)]
    [InlineData("step change ..0:-3", "step percent ..0:-25", 20, 6)]
    [InlineData("step percent ..0:-25", "step change ..0:-3", 20, 6)]
    [InlineData("track 50", "step change 0..:6", 80, 14)]
    public async Task Of_several_policies_the_largest_capacity_goes_first(
        string one, string other, double value, int desired)
    {
        var rig = await PolicyRig.Of(8);
        var first = await rig.Policy("one", one);
        var second = await rig.Policy("other", other);
        if (value < 50)
        {
            // Both were heard before either may act.
            await rig.Shape(shown => shown.SuspendedProcesses = [new() { ProcessName = "AlarmNotification" }]);
            await rig.Alarm(first, value);
            await rig.Alarm(second, value);
            await rig.Shape(shown => shown.SuspendedProcesses = []);
            rig.Now += Minute;
        }

        await rig.Alarm(first, value);
        await rig.Alarm(second, value);
        Assert.Equal(desired, await rig.Desired());
    }

    /// <summary>as-scaling-target-tracking.html: out if any is ready for it, in only if all are.</summary>
    [Fact]
    public async Task Target_tracking_scales_in_only_when_all_agree()
    {
        var rig = await PolicyRig.Of(4);
        var cpu = await rig.Policy("cpu", "track 50");
        var network = await rig.Policy("network", "track 50", OfNetwork);
        await rig.Alarm(cpu, 10);
        Assert.Equal(4, await rig.Desired());
        rig.Now += Minute;
        await rig.Alarm(network, 20);
        Assert.Equal(3, await rig.Desired());
        rig.Now += Minute * 2;
        await rig.Serve(3);
        await rig.Alarm(cpu, 10);
        Assert.Equal(3, await rig.Desired());
        await rig.Alarm(network, 100);
        Assert.Equal(6, await rig.Desired());
    }

    [Fact]
    public async Task A_policy_that_never_scales_in_has_no_word_in_it()
    {
        var rig = await PolicyRig.Of(4);
        var cpu = await rig.Policy("cpu", "track 50");
        await rig.Policy("network", "track 50 no-in", OfNetwork);
        await rig.Alarm(cpu, 10);
        Assert.Equal(3, await rig.Desired());
    }

    /// <summary>as-suspend-resume-processes.html and as-enable-disable-scaling-policy.html.</summary>
    [Theory]
    [InlineData("AlarmNotification", 80, 4)]
    [InlineData("Launch", 80, 4)]
    [InlineData("Terminate", 80, 5)]
    [InlineData("Terminate", 20, 4)]
    [InlineData("Launch", 20, 3)]
    [InlineData("ScheduledActions", 80, 5)]
    public async Task What_is_suspended_does_not_act(string process, double value, int desired)
    {
        var rig = await PolicyRig.Of(4);
        var policy = await rig.Policy("p", "step change 0..:1 ..0:-1");
        await rig.Shape(shown => shown.SuspendedProcesses = [new() { ProcessName = process }]);
        Assert.Null(await rig.Alarm(policy, value));
        Assert.Equal(desired, await rig.Desired());
    }

    [Fact]
    public async Task A_policy_that_is_disabled_does_not_act_until_it_is_enabled()
    {
        var rig = await PolicyRig.Of(4);
        var policy = await rig.Policy("p", "step change 0..:1", all => all.Enabled = false);
        Assert.Null(await rig.Alarm(policy, 80));
        Assert.Equal(4, await rig.Desired());
        Assert.Equal(policy, await rig.Policy("p", "step change 0..:1", all => all.Enabled = true));
        await rig.Alarm(policy, 80);
        Assert.Equal(5, await rig.Desired());
    }

    private static void OfNetwork(PutScalingPolicyType request) =>
        request.TargetTrackingConfiguration!.PredefinedMetricSpecification!.PredefinedMetricType =
            MetricType.ASGAverageNetworkIn;

    private static Task Execute(PolicyRig rig, string policy, bool honours = false) => rig.AutoScaling.ExecutePolicy(
        rig.Call("ExecutePolicy"),
        new() { AutoScalingGroupName = PolicyRig.Web, PolicyName = policy, HonorCooldown = honours },
        PolicyRig.Ct).AsTask();
}
