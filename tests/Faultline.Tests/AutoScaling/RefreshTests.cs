using Faultline.Api.AutoScaling;

namespace Faultline.Tests.AutoScaling;

/// <summary>Instance refreshes: who goes when, where they stop, and how they turn back.</summary>
public sealed class RefreshTests
{
    [Fact]
    public async Task Everybody_is_replaced_and_enough_serve_meanwhile()
    {
        var rig = await Rig(desired: 4);
        var before = (await rig.Instances()).ConvertAll(each => each.InstanceId!);
        await Start(rig, new() { MinHealthyPercentage = 50, InstanceWarmup = 60 });
        await rig.Settle();
        var first = await Look(rig);
        Assert.Equal((InstanceRefreshStatus.InProgress, 4), (first.Status, first.InstancesToUpdate));
        Assert.Equal(2, (await rig.Instances()).Count(each => before.Contains(each.InstanceId!)));
        await rig.Pass(TimeSpan.FromSeconds(61));
        Assert.Equal(50, (await Look(rig)).PercentageComplete);
        Assert.DoesNotContain(await rig.Instances(), each => before.Contains(each.InstanceId!));
        await rig.Pass(TimeSpan.FromSeconds(61));
        var over = await Look(rig);
        Assert.Equal((InstanceRefreshStatus.Successful, 100), (over.Status, over.PercentageComplete));
        Assert.Equal("a2 b1 c1", await rig.Spread());
    }

    [Fact]
    public async Task Beyond_a_hundred_percent_others_are_launched_first()
    {
        var rig = await Rig(desired: 2);
        await Start(rig, new() { MinHealthyPercentage = 100, MaxHealthyPercentage = 150 });

        // It begins with one look, and launches with the next.
        await rig.Scaling.Rounds.Look(ScalingRig.Ct);
        await rig.Scaling.Rounds.Look(ScalingRig.Ct);
        Assert.Equal(2, (await rig.Instances()).Count(each => each.LifecycleState == LifecycleState.InService));
        Assert.Equal(3, (await rig.Machines()).Count);
        await rig.Settle();
        Assert.Equal(InstanceRefreshStatus.Successful, (await Look(rig)).Status);
        Assert.Equal(2, (await rig.Machines()).Count);
    }

    [Fact]
    public async Task It_rests_at_a_checkpoint()
    {
        var rig = await Rig(desired: 4);
        var before = (await rig.Instances()).ConvertAll(each => each.InstanceId!);
        await Start(rig, new() { MinHealthyPercentage = 0, CheckpointPercentages = [50, 100], CheckpointDelay = 600 });
        await rig.Settle();
        Assert.Equal(50, (await Look(rig)).PercentageComplete);
        await rig.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(2, (await rig.Instances()).Count(each => before.Contains(each.InstanceId!)));
        await rig.Pass(TimeSpan.FromMinutes(6));
        Assert.Equal(100, (await Look(rig)).PercentageComplete);
        await rig.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal(InstanceRefreshStatus.Successful, (await Look(rig)).Status);
    }

    /// <summary>Shares that are no whole instances are rounded up, or the checkpoint would not be come to.</summary>
    [Fact]
    public async Task It_goes_on_after_a_rest_that_is_longer_than_its_patience()
    {
        var rig = await Rig(desired: 3);
        await Start(rig, new() { MinHealthyPercentage = 0, CheckpointPercentages = [50, 100], CheckpointDelay = 7200 });
        await rig.Settle();
        Assert.Equal(66, (await Look(rig)).PercentageComplete);
        await rig.Pass(TimeSpan.FromMinutes(119));
        Assert.Equal(66, (await Look(rig)).PercentageComplete);
        await rig.Pass(TimeSpan.FromMinutes(1));
        var last = await Look(rig);
        Assert.Equal((InstanceRefreshStatus.InProgress, 100), (last.Status, last.PercentageComplete));
    }

    /// <summary>"MinHealthyPercentage" of RefreshPreferences, API reference: with 100 it is one at a time.</summary>
    [Fact]
    public async Task Where_all_must_be_healthy_one_at_a_time_goes()
    {
        var rig = await Rig(desired: 3);
        await Start(rig, new() { MinHealthyPercentage = 100, InstanceWarmup = 60 });
        for (var minute = 0; minute < 3; minute++)
        {
            await rig.Settle();
            Assert.Equal(33 * minute, (await Look(rig)).PercentageComplete);
            await rig.Pass(TimeSpan.FromSeconds(61));
        }

        Assert.Equal(InstanceRefreshStatus.Successful, (await Look(rig)).Status);
    }

    [Fact]
    public async Task Whoever_matches_is_skipped()
    {
        var rig = await Rig(desired: 2);
        var before = (await rig.Instances()).ConvertAll(each => each.InstanceId!);
        await Start(rig, new() { SkipMatching = true });
        await rig.Settle();
        Assert.Equal(InstanceRefreshStatus.Successful, (await Look(rig)).Status);
        Assert.Equal(before, (await rig.Instances()).ConvertAll(each => each.InstanceId!));
    }

    [Fact]
    public async Task It_is_turned_back_to_what_was_before()
    {
        var rig = await Rig(desired: 2);
        await rig.Template("other", "t3.small");
        await Start(rig, new() { MinHealthyPercentage = 50, InstanceWarmup = 300 }, "other");
        await rig.Settle();
        Assert.Equal("other", (await rig.Look()).LaunchTemplate!.LaunchTemplateName);
        Assert.Contains(await rig.Instances(), each => each.InstanceType == "t3.small");
        await rig.Scaling.RollbackInstanceRefresh(
            rig.Call("RollbackInstanceRefresh"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct);
        for (var step = 0; step < 4; step++)
        {
            await rig.Pass(TimeSpan.FromSeconds(301));
        }

        Assert.Equal(InstanceRefreshStatus.RollbackSuccessful, (await Look(rig)).Status);
        Assert.Equal("web", (await rig.Look()).LaunchTemplate!.LaunchTemplateName);
        Assert.All(await rig.Instances(), each => Assert.Equal("t3.micro", each.InstanceType));
    }

    [Fact]
    public async Task One_at_a_time_and_cancelled_on_demand()
    {
        var rig = await Rig(desired: 2);
        await Start(rig, new() { MinHealthyPercentage = 50, InstanceWarmup = 3000 });
        await ScalingRig.Refused("InstanceRefreshInProgress", () => Start(rig, new()));
        await rig.Settle();
        await rig.Scaling.CancelInstanceRefresh(
            rig.Call("CancelInstanceRefresh"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal(InstanceRefreshStatus.Cancelled, (await Look(rig)).Status);
        await ScalingRig.Refused("ActiveInstanceRefreshNotFound", () => rig.Scaling.CancelInstanceRefresh(
            rig.Call("CancelInstanceRefresh"),
            new() { AutoScalingGroupName = ScalingRig.Web },
            ScalingRig.Ct).AsTask());
    }

    [Theory]
    [InlineData(false, InstanceRefreshStatus.Failed, "other")]
    [InlineData(true, InstanceRefreshStatus.RollbackSuccessful, "web")]
    public async Task An_alarm_ends_it_or_turns_it_back(bool goesBack, string status, string template)
    {
        var rig = await Rig(desired: 2);
        await rig.Template("other", "t3.small");
        rig.CloudWatch.Alarms["errors"] = new() { AlarmName = "errors" };
        var preferences = new RefreshPreferences
        {
            MinHealthyPercentage = 50,
            InstanceWarmup = 300,
            AutoRollback = goesBack,
            AlarmSpecification = new() { Alarms = ["errors"] },
        };
        await Start(rig, preferences, "other");
        await rig.Settle();
        Assert.Equal(InstanceRefreshStatus.InProgress, (await Look(rig)).Status);
        rig.CloudWatch.Ringing.Add("errors");
        for (var step = 0; step < 4; step++)
        {
            await rig.Pass(TimeSpan.FromSeconds(301));
        }

        var over = await Look(rig);
        Assert.Equal(status, over.Status);
        Assert.Equal(
            "The CloudWatch alarm errors is in the state ALARM.",
            goesBack ? over.RollbackDetails!.RollbackReason : over.StatusReason);
        Assert.Equal(template, (await rig.Look()).LaunchTemplate!.LaunchTemplateName);
        Assert.Equal(goesBack ? 2 : 1, (await rig.Instances()).Count(each => each.InstanceType == "t3.micro"));
    }

    [Fact]
    public async Task An_alarm_that_rings_while_it_bakes_ends_it_too()
    {
        var rig = await Rig(desired: 1);
        rig.CloudWatch.Alarms["errors"] = new() { AlarmName = "errors" };
        await Start(rig, new()
        {
            MinHealthyPercentage = 0, BakeTime = 3600, AlarmSpecification = new() { Alarms = ["errors"] },
        });
        await rig.Settle();
        Assert.Equal(InstanceRefreshStatus.Baking, (await Look(rig)).Status);
        rig.CloudWatch.Ringing.Add("errors");
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(InstanceRefreshStatus.Failed, (await Look(rig)).Status);
        await ScalingRig.Refused(
            "ValidationError",
            () => Start(rig, new() { AlarmSpecification = new() { Alarms = ["none"] } }),
            "The CloudWatch alarm none");
    }

    [Fact]
    public async Task Whoever_goes_is_named_in_AWSs_words()
    {
        var rig = await Rig(desired: 1);
        var id = (await rig.Instances()).Single().InstanceId;
        await Start(rig, new() { MinHealthyPercentage = 0 });
        await rig.Settle();
        Assert.Contains(await rig.Activities(), each => each.Cause!.EndsWith(
            $"Z an instance was taken out of service in response to an instance refresh.  At 2026-01-02T04:04:05Z "
            + $"instance {id} was selected for termination.",
            StringComparison.Ordinal));
    }

    private static async Task<ScalingRig> Rig(int desired)
    {
        var rig = new ScalingRig();
        await rig.Template();
        await rig.Group(desired, with: request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateName = "web", Version = "1" };
        });
        rig.Now += TimeSpan.FromHours(1);
        return rig;
    }

    private static async Task Start(ScalingRig rig, RefreshPreferences preferences, string? template = null) =>
        await rig.Scaling.StartInstanceRefresh(rig.Call("StartInstanceRefresh"), new()
        {
            AutoScalingGroupName = ScalingRig.Web,
            Preferences = preferences,
            DesiredConfiguration = template is null
                ? null
                : new() { LaunchTemplate = new() { LaunchTemplateName = template, Version = "1" } },
        }, ScalingRig.Ct);

    private static async Task<InstanceRefresh> Look(ScalingRig rig) => (await rig.Scaling.DescribeInstanceRefreshes(
        rig.Call("DescribeInstanceRefreshes"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct))
        .InstanceRefreshes![0];
}
