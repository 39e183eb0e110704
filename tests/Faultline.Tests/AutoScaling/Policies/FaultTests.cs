using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>Faults on CloudWatch's calls meet those of Auto Scaling too.</summary>
public sealed class FaultTests
{
    private static readonly GateAction.Error throttled = new(GateAction.Error.Throttled, null, "") { InOwnForm = true };

    [Fact]
    public async Task A_policy_stands_while_CloudWatch_makes_nothing_and_has_its_alarms_later()
    {
        var rig = await PolicyRig.Of(2);
        var calls = rig.Calls();
        rig.Fault(new ControlPlaneFrozen(calls.Place, calls.Service, ReadsToo: false));
        await rig.Policy("cpu", "track 70");
        Assert.NotNull(await Sweep(rig));
        Assert.Empty(rig.CloudWatch.Alarms);
        rig.Fault();
        Assert.Null(await Sweep(rig));
        Assert.Equal(2, rig.CloudWatch.Alarms.Count);
        rig.Fault(new ApiError(rig.Calls("DeleteAlarms"), throttled));
        await rig.AutoScaling.DeletePolicy(
            rig.Call("DeletePolicy"),
            new() { AutoScalingGroupName = PolicyRig.Web, PolicyName = "cpu" },
            PolicyRig.Ct);
        Assert.Equal(2, rig.CloudWatch.Alarms.Count);
        rig.Fault();
        Assert.Null(await Sweep(rig));
        Assert.Empty(rig.CloudWatch.Alarms);
    }

    /// <summary>
    /// Too many calls are nothing that is wrong with this one, by whatever code a fault says so; what fails on the
    /// side of CloudWatch is neither.
    /// </summary>
    [Theory]
    [InlineData(GateAction.Error.Throttled, null)]
    [InlineData("Throttling", 400)]
    [InlineData("ThrottledException", 429)]
    [InlineData("RequestLimitExceeded", 400)]
    [InlineData("TooManyRequestsException", 429)]
    [InlineData("SlowDown", 400)]
    [InlineData("InternalServiceFault", 500)]
    public async Task A_policy_stands_though_CloudWatch_is_called_too_often(string code, int? status)
    {
        var rig = await PolicyRig.Of(2);
        var answer = new GateAction.Error(code, status, "") { InOwnForm = status is null };
        rig.Fault(new ApiThrottle(rig.Calls("PutMetricAlarm"), 0, answer));
        await rig.Policy("cpu", "track 70");
        rig.Fault();
        await Sweep(rig);
        Assert.Equal((await rig.Look("cpu")).Alarms!.Select(alarm => alarm.AlarmName), rig.CloudWatch.Alarms.Keys);
    }

    [Fact]
    public async Task A_policy_is_refused_where_a_fault_refuses_its_alarms_for_good()
    {
        var rig = await PolicyRig.Of(2);
        rig.Fault(new ApiError(rig.Calls("PutMetricAlarm"), new("LimitExceeded", 499, "No more alarms.")));
        var refused = await Assert.ThrowsAsync<AwsError>(() => rig.Policy("cpu", "track 70"));
        Assert.Equal(("ValidationError", "No more alarms."), (refused.Code, refused.Message));
        Assert.Equal(0, await rig.Ask(state => state.Policies.Count));
    }

    [Theory]
    [InlineData("DescribeAlarms")]
    [InlineData("GetMetricData")]
    public async Task Where_CloudWatch_says_no_metrics_the_value_of_the_alarm_counts(string operation)
    {
        var rig = await PolicyRig.Of(10);
        var policy = await rig.Policy("p", "step change 0..10:1 10..20:2 20..:3");
        rig.Seen("hot", policy, 75, 75, 75);
        rig.Fault(new ApiError(rig.Calls(operation), throttled));
        await rig.Alarm(policy, 60, name: "hot");
        Assert.Equal(12, await rig.Desired());
        rig.Fault();
        await rig.Alarm(policy, 60, name: "hot");
        Assert.Equal(13, await rig.Desired());
    }

    [Fact]
    public async Task Alarms_that_others_made_are_not_shown_as_none_while_nobody_can_say()
    {
        var rig = await PolicyRig.Of(2);
        var policy = await rig.Policy("p", "step change 0..:1");
        rig.Seen("hot", policy, 75);
        rig.Fault(new ApiError(rig.Calls("DescribeAlarms"), throttled));
        Assert.StartsWith("Throttling", (await Assert.ThrowsAsync<AwsError>(() => rig.Look("p"))).Code);
        rig.Fault();
        Assert.Equal("hot", Assert.Single((await rig.Look("p")).Alarms!).AlarmName);
    }

    private static async Task<DateTimeOffset?> Sweep(PolicyRig rig) => await rig.AutoScaling.LookAtAlarms(PolicyRig.Ct);
}
