using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Tests.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>The alarms that target tracking makes for itself; policies as they are put, shown, deleted.</summary>
public sealed class AlarmTests
{
    [Fact]
    public async Task Target_tracking_makes_two_alarms_in_the_proportions_of_AWS()
    {
        var rig = await PolicyRig.Of(2);
        var policy = await rig.Policy("cpu", "track 70");
        Assert.Equal(2, rig.CloudWatch.Alarms.Count);
        var (high, low) = (rig.CloudWatch.Alarms.Values.First(), rig.CloudWatch.Alarms.Values.Last());
        Assert.Equal(("GreaterThanThreshold", 70.0, 3, 60), Numbers(high));
        Assert.Equal(("LessThanThreshold", 63.0, 15, 60), Numbers(low));
        Assert.Matches("^TargetTracking-web-AlarmHigh-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", high.AlarmName);
        Assert.StartsWith("TargetTracking-web-AlarmLow-", low.AlarmName);
        Assert.Equal(("AWS/EC2", "CPUUtilization", "Average"), (high.Namespace, high.MetricName, high.Statistic));
        Assert.Equal([policy], high.AlarmActions);
        Assert.Equal($"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy}.", high.AlarmDescription);
        Assert.Equal(("AutoScalingGroupName", "web"), (low.Dimensions![0].Name, low.Dimensions[0].Value));
        var shown = await rig.Look("cpu");
        Assert.Equal(rig.CloudWatch.Alarms.Keys, shown.Alarms!.Select(alarm => alarm.AlarmName));
        Assert.Equal(
            $"arn:aws:cloudwatch:us-east-1:{Ec2Call.Account}:alarm:{high.AlarmName}", shown.Alarms![0].AlarmARN);
    }

    [Fact]
    public async Task A_policy_put_anew_keeps_its_alarms_and_changes_them()
    {
        var rig = await PolicyRig.Of(2);
        var policy = await rig.Policy("cpu", "track 70");
        var names = rig.CloudWatch.Alarms.Keys.ToList();
        Assert.Equal(policy, await rig.Policy("cpu", "track 50"));
        Assert.Equal(names, rig.CloudWatch.Alarms.Keys);
        Assert.Equal([50.0, 45.0], rig.CloudWatch.Alarms.Values.Select(alarm => alarm.Threshold!.Value));
        await rig.Policy("cpu", "track 50 no-in");
        await Sweep(rig);
        Assert.Equal(names[0], Assert.Single(rig.CloudWatch.Alarms).Key);
        await rig.Policy("cpu", "simple change +1");
        await Sweep(rig);
        Assert.Empty(rig.CloudWatch.Alarms);
    }

    [Fact]
    public async Task Alarms_go_with_their_policy()
    {
        var rig = await PolicyRig.Of(2);
        await rig.Policy("cpu", "track 70");
        await Delete(rig, "cpu");
        Assert.Empty(rig.CloudWatch.Alarms);
        Assert.Equal(0, await rig.Ask(state => state.Alarms.Count + state.Policies.Count));
    }

    [Fact]
    public async Task Alarms_go_with_their_group_and_those_that_are_gone_are_none_to_wait_for()
    {
        var rig = await PolicyRig.Of(2);
        await rig.Policy("cpu", "track 70");
        rig.CloudWatch.Alarms.Remove(rig.CloudWatch.Alarms.Keys.First());
        await rig.Change(state => state.Policies.All.ToList().ForEach(row => state.Policies.Remove(row.Id)));
        await Sweep(rig);
        Assert.Empty(rig.CloudWatch.Alarms);
        Assert.Equal(0, await rig.Ask(state => state.Alarms.Count));
    }

    /// <summary>What was acknowledged comes to be, when CloudWatch is well again, and after a crash.</summary>
    [Fact]
    public async Task Alarms_are_made_later_when_CloudWatch_fails()
    {
        var rig = await PolicyRig.Of(2);
        rig.CloudWatch.Trouble = new("InternalServiceError", 500, "not now");
        await rig.Policy("cpu", "track 70");
        Assert.Empty(rig.CloudWatch.Alarms);
        Assert.NotNull(await Sweep(rig));
        rig.Reopen();
        rig.CloudWatch.Trouble = null;
        Assert.Null(await Sweep(rig));
        Assert.Equal((await rig.Look("cpu")).Alarms!.Select(alarm => alarm.AlarmName), rig.CloudWatch.Alarms.Keys);
        rig.CloudWatch.Trouble = new("InternalServiceError", 500, "not now");
        await Delete(rig, "cpu");
        rig.Reopen();
        rig.CloudWatch.Trouble = null;
        Assert.Null(await Sweep(rig));
        Assert.Empty(rig.CloudWatch.Alarms);
    }

    [Fact]
    public async Task What_CloudWatch_refuses_is_refused_and_leaves_no_policy()
    {
        var rig = await PolicyRig.Of(2);
        await rig.Policy("cpu", "track 70");
        rig.CloudWatch.Trouble = new("ValidationError", 400, "no such metric");
        var refused = await Assert.ThrowsAsync<AwsError>(() => rig.Policy("cpu", "track 50"));
        Assert.Equal("no such metric", refused.Message);
        refused = await Assert.ThrowsAsync<AwsError>(() => rig.Policy("other", "track 50", OfRequests));
        Assert.Equal("ValidationError", refused.Code);
        rig.CloudWatch.Trouble = null;
        await Sweep(rig);
        var left = await rig.Ask(state => state.Policies.All.Select(row => row.Shown).ToList());
        Assert.Equal(70, Assert.Single(left).TargetTrackingConfiguration!.TargetValue);
        Assert.Equal([70.0, 63.0], rig.CloudWatch.Alarms.Values.Select(alarm => alarm.Threshold!.Value));
    }

    [Fact]
    public async Task A_metric_is_tracked_by_one_policy()
    {
        var rig = await PolicyRig.Of(2);
        await rig.Policy("cpu", "track 70");
        var refused = await Assert.ThrowsAsync<AwsError>(() => rig.Policy("other", "track 50"));
        Assert.Equal(
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.", refused.Message);
        await rig.Policy("requests", "track 50", OfRequests);
    }

    [Fact]
    public async Task Requests_per_target_and_customized_metrics_are_watched_where_they_are()
    {
        var rig = await PolicyRig.Of(2);
        await rig.Change(state => state.Groups.Change(state.Groups.All.Single().Id, group => group with
        {
            Sources = [new("arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/5678", "elbv2", "Added")],
        }));
        await rig.Policy("requests", "track 1000", all =>
            all.TargetTrackingConfiguration!.PredefinedMetricSpecification = new()
            {
                PredefinedMetricType = MetricType.ALBRequestCountPerTarget,
                ResourceLabel = "app/front/1234/targetgroup/web/5678",
            });
        await rig.Policy("custom", "track 5", all => Custom(all, new()
        {
            MetricName = "Depth", Namespace = "Mine", Statistic = "Maximum", Unit = "Count", Period = 30,
            Dimensions = [new() { Name = "Queue", Value = "a" }],
        }));
        await rig.Policy("math", "track 5", all => Custom(all, new()
        {
            Metrics =
            [
                new()
                {
                    Id = "m",
                    ReturnData = false,
                    MetricStat = new() { Metric = new() { MetricName = "Depth", Namespace = "Mine" }, Stat = "Sum" },
                },
                new() { Id = "e", Expression = "m / 2" },
            ],
        }));
        Assert.Equal(
            [
                "AWS/ApplicationELB RequestCountPerTarget Sum 60 x3 LoadBalancer=app/front/1234 "
                    + "TargetGroup=targetgroup/web/5678",
                "AWS/ApplicationELB RequestCountPerTarget Sum 60 x15 LoadBalancer=app/front/1234 "
                    + "TargetGroup=targetgroup/web/5678",
                "Mine Depth Maximum 30 x3 Queue=a",
                "Mine Depth Maximum 30 x30 Queue=a",
                "m e 60 x3",
                "m e 60 x15",
            ],
            from name in new[] { "requests", "custom", "math" }
            from alarm in rig.Look(name).GetAwaiter().GetResult().Alarms!
            select Text(rig.CloudWatch.Alarms[alarm.AlarmName!]));
    }

    [Fact]
    public async Task A_policy_shows_the_alarms_that_others_made_for_it()
    {
        var rig = await PolicyRig.Of(2);
        var policy = await rig.Policy("step", "step change 0..:1");
        Assert.Empty((await rig.Look("step")).Alarms!);
        rig.CloudWatch.Alarms["hot"] = new() { AlarmName = "hot", AlarmActions = [policy] };
        rig.CloudWatch.Alarms["else"] = new() { AlarmName = "else", AlarmActions = [policy + "x"] };
        Assert.Equal("hot", Assert.Single((await rig.Look("step")).Alarms!).AlarmName);
    }

    [Fact]
    public async Task Policies_are_listed_by_name_ARN_and_type_in_pages()
    {
        var rig = await PolicyRig.Of(2);
        var first = await rig.Policy("a", "simple change +1");
        await rig.Policy("b", "step change 0..:1");
        await rig.Policy("c", "simple change -1");
        Assert.Equal("a b c", await List(rig, new()));
        Assert.Equal("a c", await List(rig, new() { PolicyTypes = ["SimpleScaling"] }));
        Assert.Equal("a c", await List(rig, new() { PolicyNames = [first, "c", "unknown"] }));
        var page = await rig.AutoScaling.DescribePolicies(
            rig.Call("DescribePolicies"), new() { MaxRecords = 2 }, PolicyRig.Ct);
        Assert.Equal(2, page.ScalingPolicies!.Count);
        Assert.Equal("c", await List(rig, new() { NextToken = page.NextToken }));
        Assert.StartsWith("arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:", first);
        Assert.EndsWith(":autoScalingGroupName/web:policyName/a", first);
        rig.Reopen();
        Assert.Equal("a b c", await List(rig, new()));
    }

    [Fact]
    public async Task What_is_not_there_is_refused()
    {
        var rig = await PolicyRig.Of(2);
        var refused = await Assert.ThrowsAsync<AwsError>(() => Delete(rig, "none"));
        Assert.Equal("PolicyName 'none' not found", refused.Message);
        refused = await Assert.ThrowsAsync<AwsError>(() =>
            rig.Policy("p", "simple change +1", all => all.AutoScalingGroupName = "none"));
        Assert.Equal("AutoScalingGroup name not found - AutoScalingGroup 'none' not found", refused.Message);
    }

    /// <summary>"Quotas for Amazon EC2 Auto Scaling".</summary>
    [Fact]
    public async Task A_group_has_fifty_policies()
    {
        var rig = await PolicyRig.Of(2);
        for (var number = 0; number < 50; number++)
        {
            await rig.Policy($"p{number}", "simple change +1");
        }

        var refused = await Assert.ThrowsAsync<AwsError>(() => rig.Policy("more", "simple change +1"));
        Assert.Equal("LimitExceeded", refused.Code);
        await rig.Policy("p7", "simple change +2");
    }

    private static async Task<string> List(PolicyRig rig, DescribePoliciesType request) => string.Join(
        ' ',
        (await rig.AutoScaling.DescribePolicies(rig.Call("DescribePolicies"), request, PolicyRig.Ct))
            .ScalingPolicies!.Select(policy => policy.PolicyName));

    private static Task Delete(PolicyRig rig, string policy) => rig.AutoScaling.DeletePolicy(
        rig.Call("DeletePolicy"),
        new() { AutoScalingGroupName = PolicyRig.Web, PolicyName = policy },
        PolicyRig.Ct).AsTask();

    private static Task<DateTimeOffset?> Sweep(PolicyRig rig) =>
        rig.AutoScaling.LookAtAlarms(PolicyRig.Ct).AsTask();

    private static void OfRequests(PutScalingPolicyType request) =>
        request.TargetTrackingConfiguration!.PredefinedMetricSpecification!.PredefinedMetricType =
            MetricType.ASGAverageNetworkOut;

    private static void Custom(PutScalingPolicyType request, CustomizedMetricSpecification metric)
    {
        request.TargetTrackingConfiguration!.PredefinedMetricSpecification = null;
        request.TargetTrackingConfiguration.CustomizedMetricSpecification = metric;
    }

    private static (string? Comparison, double? Threshold, int? Periods, int? Seconds) Numbers(
        PutMetricAlarmInput alarm) =>
        (alarm.ComparisonOperator, alarm.Threshold, alarm.EvaluationPeriods, alarm.Period);

    private static string Text(PutMetricAlarmInput alarm) => alarm.Metrics is { } metrics
        ? $"{string.Join(' ', metrics.Select(each => each.Id))} {metrics[0].MetricStat!.Period} "
            + $"x{alarm.EvaluationPeriods}"
        : $"{alarm.Namespace} {alarm.MetricName} {alarm.Statistic} {alarm.Period} x{alarm.EvaluationPeriods} "
            + string.Join(' ', alarm.Dimensions!.Select(each => $"{each.Name}={each.Value}"));
}
