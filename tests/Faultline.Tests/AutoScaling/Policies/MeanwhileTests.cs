using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>What comes in between while CloudWatch is asked for a policy's alarms.</summary>
public sealed class MeanwhileTests
{
    private static readonly AwsError Refused = new("ValidationError", 400, "no such metric");

    [Fact]
    public async Task A_policy_that_was_put_anew_stays_when_the_alarms_of_the_one_before_are_refused()
    {
        var rig = await PolicyRig.Of(2);
        rig.CloudWatch.Meanwhile = async () =>
        {
            await rig.Policy("cpu", "track 50");
            rig.CloudWatch.Trouble = Refused;
        };
        await Assert.ThrowsAsync<AwsError>(() => rig.Policy("cpu", "track 70"));
        Assert.Equal(50, (await rig.Look("cpu")).TargetTrackingConfiguration!.TargetValue);
    }

    [Fact]
    public async Task An_alarm_that_is_wanted_otherwise_while_it_is_made_is_made_again()
    {
        var rig = await PolicyRig.Of(2);
        rig.CloudWatch.Meanwhile = async () =>
        {
            rig.CloudWatch.Trouble = new("InternalServiceError", 500, "not now");
            await rig.Policy("cpu", "track 50");
            rig.CloudWatch.Trouble = null;
        };
        await rig.Policy("cpu", "track 70");
        await rig.AutoScaling.LookAtAlarms(PolicyRig.Ct);
        Assert.Equal([50.0, 45.0], rig.CloudWatch.Alarms.Values.Select(alarm => alarm.Threshold!.Value));
    }

    [Fact]
    public async Task A_policy_shows_the_alarms_of_all_pages_that_call_it_in_whichever_state()
    {
        var rig = await PolicyRig.Of(2);
        var policy = await rig.Policy("step", "step change 0..:1");
        rig.CloudWatch.AlarmsPage = 1;
        rig.CloudWatch.Alarms["hot"] = new() { AlarmName = "hot", AlarmActions = [policy] };
        rig.CloudWatch.Alarms["mild"] = new() { AlarmName = "mild", OKActions = [policy] };
        rig.CloudWatch.Alarms["quiet"] = new() { AlarmName = "quiet", InsufficientDataActions = [policy] };
        Assert.Equal(["hot", "mild", "quiet"], (await rig.Look("step")).Alarms!.Select(alarm => alarm.AlarmName));
        Assert.Equal(
            Enumerable.Repeat("arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:", 3), rig.CloudWatch.Prefixes);
    }

    [Fact]
    public async Task Target_tracking_shows_its_own_alarms_also_beside_policies_of_others()
    {
        var rig = await PolicyRig.Of(2);
        var tracking = await rig.Policy("cpu", "track 70");
        var own = rig.CloudWatch.Alarms.Keys.ToList();
        var step = await rig.Policy("step", "step change 0..:1");
        rig.CloudWatch.Alarms["hot"] = new() { AlarmName = "hot", AlarmActions = [tracking, step] };
        var shown = await rig.AutoScaling.DescribePolicies(rig.Call("DescribePolicies"), new(), PolicyRig.Ct);
        Assert.Equal(
            [.. own, "hot"],
            shown.ScalingPolicies!.SelectMany(policy => policy.Alarms!).Select(alarm => alarm.AlarmName));
    }
}
