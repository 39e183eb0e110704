using Faultline.Api.AutoScaling;
using Faultline.Api.CloudFormation;
using Faultline.Tests.Resources;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Auto Scaling groups under their update policies, with instances that run.</summary>
public sealed class GroupUpdateTests
{
    private const string Rolling = "{AutoScalingRollingUpdate: {MinInstancesInService: 1, MaxBatchSize: 1}}";

    [Fact]
    public void A_rolling_update_replaces_the_instances_a_batch_at_a_time() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Becomes("CREATE_COMPLETE", stack.Create(Template("t3.micro", Rolling)));
        var (group, before) = (await stack.IdOf("Group"), await Instances(grounds, stack));
        Assert.Equal(2, before.Count);
        await stack.Begin(Template("t3.small", Rolling));
        var fewest = before.Count;
        while ((await stack.Look(stack.Name)).StackStatus == StackStatus.UpdateInProgress)
        {
            fewest = Math.Min(fewest, (await Instances(grounds, stack)).Count);
            await grounds.Delay(TimeSpan.FromSeconds(1));
        }

        await stack.Becomes("UPDATE_COMPLETE", stack.End());
        var after = await Instances(grounds, stack);
        Assert.Equal(group, await stack.IdOf("Group"));
        Assert.Equal(2, after.Count);
        Assert.Empty(before.Intersect(after));
        Assert.True(fewest >= 1, "Nobody was in service for a while.");
        var refresh = Assert.Single(await Refreshes(grounds, group));
        Assert.Equal(InstanceRefreshStatus.Successful, refresh.Status);
        Assert.Equal(50, refresh.Preferences!.MinHealthyPercentage);
        await stack.Delete();
    });

    [Fact]
    public void A_rolling_update_that_is_cancelled_brings_its_instances_back() => Grounds.Play(async grounds =>
    {
        const string Slow = "{AutoScalingRollingUpdate: {MinInstancesInService: 1, PauseTime: PT5M}}";
        var stack = new RealStack(grounds);
        await stack.Becomes("CREATE_COMPLETE", stack.Create(Template("t3.micro", Slow)));
        var (group, before) = (await stack.IdOf("Group"), await Instances(grounds, stack));
        await stack.Begin(Template("t3.small", Slow));
        while (!(await Instances(grounds, stack)).Except(before).Any())
        {
            await grounds.Delay(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(StackStatus.UpdateInProgress, (await stack.Look(stack.Name)).StackStatus);
        await stack.Ask<CancelUpdateStackInput>(
            "CancelUpdateStack", new CancelUpdateStackInput { StackName = stack.Name });
        var fewest = before.Count;
        while ((await stack.Look(stack.Name)).StackStatus!.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
        {
            fewest = Math.Min(fewest, (await Instances(grounds, stack)).Count);
            await grounds.Delay(TimeSpan.FromSeconds(1));
        }

        await stack.Becomes("UPDATE_ROLLBACK_COMPLETE", stack.End());
        Assert.Contains("UPDATE_FAILED Resource update cancelled", await stack.Events("Group"));
        Assert.Equal(group, await stack.IdOf("Group"));
        var shown = await Group(grounds, group);
        Assert.Equal(await stack.IdOf("Launch"), shown.LaunchConfigurationName);
        Assert.Equal(
            ["t3.micro", "t3.micro"],
            shown.Instances!.Where(each => each.LifecycleState == LifecycleState.InService)
                .Select(each => each.InstanceType));
        Assert.True(fewest >= 1, "Nobody was in service for a while.");
        Assert.Equal(
            [InstanceRefreshStatus.Successful, InstanceRefreshStatus.Cancelled],
            (await Refreshes(grounds, group)).Select(each => each.Status));
        await stack.Delete();
    });

    [Fact]
    public void A_refresh_that_somebody_cancelled_is_no_matter_of_what_rolls_nothing() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template("t3.micro", Rolling));
        var group = await stack.IdOf("Group");
        await grounds.Ask<StartInstanceRefreshAnswer>(
            AutoScalingModel.Service, "StartInstanceRefresh",
            new StartInstanceRefreshType { AutoScalingGroupName = group });
        await grounds.Ask<CancelInstanceRefreshAnswer>(
            AutoScalingModel.Service, "CancelInstanceRefresh",
            new CancelInstanceRefreshType { AutoScalingGroupName = group });
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template("t3.micro", Rolling, "Cooldown: '90'")));
    }, seeds: 1);

    [Fact]
    public void What_has_nothing_to_do_with_instances_rolls_nothing() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template("t3.micro", Rolling));
        var before = await Instances(grounds, stack);
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template("t3.micro", Rolling, "Cooldown: '90'")));
        Assert.Equal(before, await Instances(grounds, stack));
        Assert.Empty(await Refreshes(grounds, await stack.IdOf("Group")));
    }, seeds: 1);

    [Fact]
    public void Without_a_policy_instances_that_are_there_stay() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template("t3.micro"));
        var before = await Instances(grounds, stack);
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template("t3.small")));
        Assert.Equal(before, await Instances(grounds, stack));
    }, seeds: 1);

    [Fact]
    public void A_replacing_update_makes_another_group_first() => Grounds.Play(async grounds =>
    {
        const string Replacing = "{AutoScalingReplacingUpdate: {WillReplace: true}}";
        var stack = new RealStack(grounds);
        await stack.Create(Template("t3.micro", Replacing));
        var (first, before) = (await stack.IdOf("Group"), await Instances(grounds, stack));
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template("t3.small", Replacing)));
        var second = await stack.IdOf("Group");
        Assert.NotEqual(first, second);
        var events = await stack.Events("Group");
        Assert.True(
            events.LastIndexOf("UPDATE_COMPLETE") < events.IndexOf("DELETE_IN_PROGRESS"),
            "The first group went before the second one was there.");
        Assert.Empty(before.Intersect(await Instances(grounds, stack)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Group(grounds, first));

        // What is no matter of instances replaces nothing.
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template("t3.small", Replacing, "Cooldown: '90'")));
        Assert.Equal(second, await stack.IdOf("Group"));
        await stack.Delete();
    });

    [Theory]
    [InlineData("{AutoScalingScheduledAction: {IgnoreUnmodifiedGroupSizeProperties: true}}", 3)]
    [InlineData("{AutoScalingScheduledAction: {IgnoreUnmodifiedGroupSizeProperties: false}}", 2)]
    public void Sizes_that_a_schedule_has_changed_stay_where_the_policy_says_so(string policy, int becomes) =>
        Grounds.Play(async grounds =>
        {
            var stack = new RealStack(grounds);
            await stack.Create(Template("t3.micro", policy));
            var group = await stack.IdOf("Group");
            await grounds.Ask<UpdateAutoScalingGroupType>(
                AutoScalingModel.Service, "UpdateAutoScalingGroup",
                new UpdateAutoScalingGroupType { AutoScalingGroupName = group, DesiredCapacity = 3 });
            await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template("t3.micro", policy, "Cooldown: '90'")));
            var shown = await Group(grounds, group);
            Assert.Equal((90, becomes), (shown.DefaultCooldown, shown.DesiredCapacity));
        }, seeds: 1, name: $"sizes become {becomes}");

    [Fact]
    public void A_group_is_made_once_its_instances_have_signaled() => Grounds.Play(async grounds =>
    {
        var template = Template("t3.micro") + "\n    CreationPolicy: {ResourceSignal: {Count: 2, Timeout: PT10M}}";
        var stack = new RealStack(grounds);
        var created = stack.Create(template);
        var signaled = new HashSet<string>();
        while (signaled.Count < 2)
        {
            await grounds.Delay(TimeSpan.FromSeconds(1));
            var ready = (await stack.Events("Group")).Count > 1 ? await Instances(grounds, stack) : [];
            foreach (var id in ready.Where(signaled.Add))
            {
                Assert.False(created.IsCompleted);
                await stack.Ask<SignalResourceInput>("SignalResource", new SignalResourceInput
                {
                    StackName = stack.Name,
                    LogicalResourceId = "Group",
                    UniqueId = id,
                    Status = ResourceSignalStatus.Success,
                });
            }
        }

        Assert.Equal("CREATE_COMPLETE", await created);
    }, seeds: 1);

    private static string Template(
        string type, string? policy = null, string more = "TerminationPolicies: [Default]") => $$"""
        Resources:
          Launch:
            Type: AWS::AutoScaling::LaunchConfiguration
            Properties: {ImageId: ami-0fa01000000000003, InstanceType: {{type}}, InstanceMonitoring: false}
          Group:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              LaunchConfigurationName: !Ref Launch
              MinSize: '1'
              MaxSize: '4'
              DesiredCapacity: '2'
              AvailabilityZones: [eu-west-1a, eu-west-1b]
              {{more}}
        """ + (policy is null ? "" : $"\n    UpdatePolicy: {policy}");

    /// <summary>The instances in service, in order.</summary>
    private static async Task<List<string>> Instances(Grounds grounds, RealStack stack) =>
    [
        .. (await Group(grounds, await stack.IdOf("Group"))).Instances!
            .Where(each => each.LifecycleState == LifecycleState.InService)
            .Select(each => each.InstanceId!).Order(StringComparer.Ordinal),
    ];

    private static async Task<AutoScalingGroup> Group(Grounds grounds, string name) =>
        (await grounds.Ask<AutoScalingGroupsType>(
            AutoScalingModel.Service, "DescribeAutoScalingGroups",
            new AutoScalingGroupNamesType { AutoScalingGroupNames = [name] })).AutoScalingGroups!.Single();

    private static async Task<List<InstanceRefresh>> Refreshes(Grounds grounds, string group) =>
        (await grounds.Ask<DescribeInstanceRefreshesAnswer>(
            AutoScalingModel.Service, "DescribeInstanceRefreshes",
            new DescribeInstanceRefreshesType { AutoScalingGroupName = group })).InstanceRefreshes!;
}
