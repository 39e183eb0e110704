using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Tests.AutoScaling;

/// <summary>Groups as they come, change and go, through the API.</summary>
public sealed class GroupTests
{
    [Fact]
    public async Task A_group_launches_what_it_wants_over_its_zones()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 4);
        Assert.Equal("a2 b1 c1", await rig.Spread());
        var group = await rig.Look();
        Assert.StartsWith("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:", group.AutoScalingGroupARN);
        Assert.Equal((300, "EC2", 0), (group.DefaultCooldown, group.HealthCheckType, group.HealthCheckGracePeriod));
        Assert.All(group.Instances!, each =>
            Assert.Equal(("Healthy", "old"), (each.HealthStatus, each.LaunchConfigurationName)));
        await rig.Sound();
    }

    [Fact]
    public async Task Causes_are_in_the_words_of_AWS()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1, zones: ['a']);
        var (first, id) = ((await rig.Activities()).Single(), (await rig.Instances())[0].InstanceId);
        Assert.Equal($"Launching a new EC2 instance: {id}", first.Description);
        Assert.Equal(("Successful", 100), (first.StatusCode, first.Progress));
        Assert.Equal(
            "At 2026-01-02T03:04:05Z a user request created an AutoScalingGroup changing the desired capacity from 0 "
            + "to 1.  At 2026-01-02T03:04:05Z an instance was started in response to a difference between desired and "
            + "actual capacity, increasing the capacity from 0 to 1.", first.Cause);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Desire(0);
        Assert.Equal(
            "At 2026-01-02T03:14:05Z a user request explicitly set group desired capacity changing the desired "
            + "capacity from 1 to 0.  At 2026-01-02T03:14:05Z an instance was taken out of service in response to a "
            + "difference between desired and actual capacity, shrinking the capacity from 1 to 0.  At "
            + $"2026-01-02T03:14:05Z instance {id} was selected for termination.",
            (await rig.Activities())[0].Cause);
        Assert.Equal($"Terminating EC2 instance: {id}", (await rig.Activities())[0].Description);
        await rig.Update(request => (request.MinSize, request.MaxSize) = (1, 2));
        Assert.StartsWith(
            "At 2026-01-02T03:14:05Z a user request update of AutoScalingGroup constraints to min: 1, max: 2, desired: "
            + "1 changing the desired capacity from 0 to 1.  At", (await rig.Activities())[0].Cause);
    }

    [Fact]
    public async Task A_group_from_a_template_shows_the_number_of_its_version()
    {
        var rig = new ScalingRig();
        var template = await rig.Template();
        await rig.Group(desired: 1, zones: ['b'], with: request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateName = "web", Version = "$Latest" };
        });
        var instance = (await rig.Instances()).Single();
        Assert.Equal((template, "web", "1"), (
            instance.LaunchTemplate!.LaunchTemplateId, instance.LaunchTemplate.LaunchTemplateName,
            instance.LaunchTemplate.Version));
        Assert.Equal("$Latest", (await rig.Look()).LaunchTemplate!.Version);
    }

    [Fact]
    public async Task Instances_have_the_tags_that_propagate_and_the_name_of_their_group()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1, with: request => request.Tags =
        [
            new() { Key = "team", Value = "blue", PropagateAtLaunch = true },
            new() { Key = "own", Value = "x", PropagateAtLaunch = false },
        ]);
        var machine = (await rig.Ec2.Ec2.DescribeInstances(rig.Ec2.Call("DescribeInstances"), new()
        {
            Filters = Ec2.Ec2Call.Filters("tag:aws:autoscaling:groupName=web"),
        }, ScalingRig.Ct)).Reservations!.Single().Instances!.Single();
        Assert.Equal("aws:autoscaling:groupName team", string.Join(' ', machine.Tags!.Select(tag => tag.Key)));
    }

    [Theory]
    [InlineData(3, 1, 1, "Max bound, 1, must be greater than or equal to min bound, 3")]
    [InlineData(1, 3, 5, "Desired capacity:5 must be between the specified min size:1 and max size:3")]
    public async Task What_does_not_fit_is_refused(int min, int max, int desired, string says)
    {
        var rig = new ScalingRig();
        await ScalingRig.Refused("ValidationError", () => rig.Group(desired, min, max), says);
    }

    /// <summary>In words of AWS.</summary>
    [Fact]
    public async Task What_no_group_can_be_is_refused()
    {
        await Says("Value '-1' at 'minSize' failed to satisfy constraint: Member must have", all => all.MinSize = -1);
        await Says("Value '-2' at 'maxSize'", all => all.MaxSize = -2);
        await Says("Value '-1' at 'defaultCooldown'", all => all.DefaultCooldown = -1);
        await Says("Grace period must be a positive integer.", all => all.HealthCheckGracePeriod = -1);
        await Says("Specifying EC2 in addition to other health check", all => all.HealthCheckType = "EC2,ELB");
        await Says("maxInstanceLifetime must be between 86400 and", all => all.MaxInstanceLifetime = 60);
        await Says("The difference between MaxHealthyPercentage and", all => all.InstanceMaintenancePolicy =
            new() { MinHealthyPercentage = 50, MaxHealthyPercentage = 200 });
        await Says("MinHealthyPercentage must be between", all => all.InstanceMaintenancePolicy =
            new() { MinHealthyPercentage = 101, MaxHealthyPercentage = 200 });
        await Says("'DefaultResult' must be one of: CONTINUE, ABANDON", all => all.LifecycleHookSpecificationList =
            [new() { LifecycleHookName = "h", LifecycleTransition = Waits.Launching, DefaultResult = "WAIT" }]);
        await Says("HeartbeatTimeout must be between 30 and 7200 seconds", all => all.LifecycleHookSpecificationList =
            [new() { LifecycleHookName = "h", LifecycleTransition = Waits.Launching, HeartbeatTimeout = 29 }]);
        await Says("'LifecycleTransition' must be one of: autoscaling:", all => all.LifecycleHookSpecificationList =
            [new() { LifecycleHookName = "h", LifecycleTransition = "launching" }]);

        static Task Says(string says, Action<CreateAutoScalingGroupType> with) =>
            ScalingRig.Refused("ValidationError", () => new ScalingRig().Group(desired: 0, with: with), says);
    }

    [Fact]
    public async Task A_name_is_one_groups_and_a_source_must_be_there()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 0);
        var again = new CreateAutoScalingGroupType
        {
            AutoScalingGroupName = ScalingRig.Web, LaunchConfigurationName = "old", MinSize = 0, MaxSize = 0,
            AvailabilityZones = ["us-east-1a"],
        };
        Task Create() =>
            rig.Scaling.CreateAutoScalingGroup(rig.Call("CreateAutoScalingGroup"), again, ScalingRig.Ct).AsTask();
        await ScalingRig.Refused("AlreadyExists", Create);
        again.AutoScalingGroupName = "other";
        again.LaunchConfigurationName = "none";
        await ScalingRig.Refused("ValidationError", Create, "Launch configuration name not found");
        again.LaunchConfigurationName = null;
        await ScalingRig.Refused("ValidationError", Create, "Valid requests must contain either LaunchTemplate");
        again.LaunchConfigurationName = "old";
        again.TargetGroupARNs = ["arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/x/1"];
        await ScalingRig.Refused("ValidationError", Create, "Provided Target Groups may not be valid");
    }

    [Fact]
    public async Task A_group_with_instances_goes_only_by_force_and_with_them()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 2);
        Task Delete(bool force) => rig.Scaling.DeleteAutoScalingGroup(
            rig.Call("DeleteAutoScalingGroup"),
            new() { AutoScalingGroupName = ScalingRig.Web, ForceDelete = force },
            ScalingRig.Ct).AsTask();
        await ScalingRig.Refused("ResourceInUse", () => Delete(force: false));
        await Delete(force: true);
        Assert.Equal("Delete in progress", (await rig.Look()).Status);
        await ScalingRig.Refused("ValidationError", () => rig.Desire(1), "pending delete");
        await rig.Settle();
        await ScalingRig.Refused("ValidationError", () => rig.Desire(1), "not found");
        Assert.Empty(await rig.Machines());
        await rig.Sound();
    }

    [Fact]
    public async Task What_is_suspended_is_not_done_until_it_is_resumed()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 1);
        var query = new ScalingProcessQuery { AutoScalingGroupName = ScalingRig.Web, ScalingProcesses = ["Launch"] };
        await rig.Scaling.SuspendProcesses(rig.Call("SuspendProcesses"), query, ScalingRig.Ct);
        await rig.Desire(2);
        Assert.Single(await rig.Instances());
        Assert.Equal("Launch", (await rig.Look()).SuspendedProcesses!.Single().ProcessName);
        await rig.Scaling.ResumeProcesses(rig.Call("ResumeProcesses"), query, ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal(2, (await rig.Instances()).Count);
        query.ScalingProcesses = ["Sleep"];
        await ScalingRig.Refused("ValidationError", () => rig.Scaling.SuspendProcesses(
            rig.Call("SuspendProcesses"), query, ScalingRig.Ct).AsTask());
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 3, with: request => request.Tags = [new() { Key = "team", Value = "blue" }]);
        await rig.Scaling.CreateAutoScalingGroup(rig.Call("CreateAutoScalingGroup"), new()
        {
            AutoScalingGroupName = "other", LaunchConfigurationName = "old", MinSize = 0, MaxSize = 0,
            AvailabilityZones = ["us-east-1a"],
        }, ScalingRig.Ct);
        async Task<string> Names(AutoScalingGroupNamesType request) => string.Join(' ',
            (await rig.Scaling.DescribeAutoScalingGroups(
                rig.Call("DescribeAutoScalingGroups"), request, ScalingRig.Ct)).AutoScalingGroups!
            .Select(each => each.AutoScalingGroupName));
        Assert.Equal("other web", await Names(new()));
        Assert.Equal("web", await Names(new() { Filters = [new() { Name = "tag:team", Values = ["blue"] }] }));
        Assert.Equal("", await Names(new() { Filters = [new() { Name = "tag-key", Values = ["tea"] }] }));
        var page = await rig.Scaling.DescribeScalingActivities(
            rig.Call("DescribeScalingActivities"),
            new() { AutoScalingGroupName = ScalingRig.Web, MaxRecords = 2 },
            ScalingRig.Ct);
        var rest = await rig.Scaling.DescribeScalingActivities(
            rig.Call("DescribeScalingActivities"),
            new() { AutoScalingGroupName = ScalingRig.Web, NextToken = page.NextToken },
            ScalingRig.Ct);
        Assert.Equal((2, 1, null), (page.Activities!.Count, rest.Activities!.Count, rest.NextToken));
        Assert.Equal(3, page.Activities.Concat(rest.Activities).DistinctBy(each => each.ActivityId).Count());
    }
}
