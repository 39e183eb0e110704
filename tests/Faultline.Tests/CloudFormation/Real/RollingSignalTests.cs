using Faultline.Api.AutoScaling;
using Faultline.Api.CloudFormation;
using Faultline.Tests.Resources;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Rolling updates of groups whose new instances signal.</summary>
public sealed class RollingSignalTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Each_batch_waits_until_the_one_before_has_signaled() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(grounds, "{MinInstancesInService: 1, PauseTime: PT10M, WaitOnResourceSignals: true}");
        await crew.Create();
        var before = await crew.Serving();
        await crew.Stack.Begin(crew.Template("t3.small"));
        while (!(await crew.Serving()).Except(before).Any())
        {
            await grounds.Delay(second);
        }

        await grounds.Delay(TimeSpan.FromMinutes(5));
        Assert.Single((await crew.Serving()).Intersect(before));
        crew.Signals = static _ => true;
        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Equal(["t3.small", "t3.small"], await crew.Types());
        Assert.Empty((await crew.Serving()).Intersect(before));
        Assert.True(crew.Fewest >= 1, "Nobody was in service for a while.");
        Assert.Empty(await crew.Refreshes());
        var events = await crew.Stack.Events("Group");
        Assert.Contains(
            "UPDATE_IN_PROGRESS Rolling update initiated. Terminating 2 obsolete instance(s) in batches of 1, while "
            + "keeping at least 1 instance(s) in service. Waiting on resource signals with a timeout of PT10M when new "
            + "instances are added to the autoscaling group.",
            events);
        Assert.Equal(
            2,
            events.Count(each => each == "UPDATE_IN_PROGRESS New instance(s) added to autoscaling group - Waiting on 1 "
                + "resource signal(s) with a timeout of PT10M."));
        Assert.Contains(events, each => each.EndsWith("(Progress 50%).", StringComparison.Ordinal));
        Assert.Contains(events, each => each.EndsWith("(Progress 100%).", StringComparison.Ordinal));
        await crew.Stack.Delete();
    });

    [Fact]
    public void Where_all_must_stay_in_service_the_group_is_larger_for_a_while() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(
            grounds,
            "{MinInstancesInService: 2, SuspendProcesses: [AZRebalance, AlarmNotification], "
            + "WaitOnResourceSignals: true}")
        {
            Signals = static _ => true,
        };
        await crew.Create();
        await crew.Stack.Begin(crew.Template("t3.small"));
        var (most, suspended) = (0, 0);
        while ((await crew.Stack.Look(crew.Stack.Name)).StackStatus == StackStatus.UpdateInProgress)
        {
            var group = await crew.Group();
            most = Math.Max(most, group.MinSize!.Value);
            suspended = Math.Max(suspended, group.SuspendedProcesses?.Count ?? 0);
            await crew.Tick();
        }

        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Equal((3, 2, 2), (most, suspended, crew.Fewest));
        Assert.Equal(["t3.small", "t3.small"], await crew.Types());
        await crew.Stands();
        var events = await crew.Stack.Events("Group");
        Assert.Contains(
            "UPDATE_IN_PROGRESS Temporarily setting autoscaling group MinSize and DesiredCapacity to 3.", events);
        Assert.Equal(2, events.Count(each => each.Contains("New instance(s) added", StringComparison.Ordinal)));
    });

    [Fact]
    public void Where_the_group_cannot_grow_no_more_go_than_must_stay() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(grounds, "{MinInstancesInService: 3, MaxBatchSize: 2, WaitOnResourceSignals: true}")
        {
            Desired = 4,
            Signals = static _ => true,
        };
        await crew.Create();
        await crew.Stack.Begin(crew.Template("t3.small"));
        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Equal(["t3.small", "t3.small", "t3.small", "t3.small"], await crew.Types());
        Assert.InRange(crew.Fewest, 3, 4);
        Assert.Equal(
            4,
            (await crew.Stack.Events("Group")).Count(
                each => each.EndsWith("; replacing with 1 new instance(s).", StringComparison.Ordinal)));
    }, seeds: 1);

    [Theory]
    [InlineData(100, "UPDATE_ROLLBACK_COMPLETE")]
    [InlineData(51, "UPDATE_ROLLBACK_COMPLETE")]
    [InlineData(50, "UPDATE_COMPLETE")]
    public void Too_few_that_succeed_roll_it_back(int percent, string ends) => Grounds.Play(async grounds =>
    {
        var crew = new Crew(
            grounds,
            $"{{MinInstancesInService: 1, WaitOnResourceSignals: true, MinSuccessfulInstancesPercent: {percent}}}");
        var signals = 0;
        crew.Signals = instance => instance.InstanceType == "t3.micro" || signals++ > 0;
        await crew.Create();
        await crew.Stack.Begin(crew.Template("t3.small"));
        Assert.Equal(ends, await crew.End());
        var isDone = ends == "UPDATE_COMPLETE";
        Assert.Equal(isDone ? ["t3.small", "t3.small"] : ["t3.micro", "t3.micro"], await crew.Types());
        Assert.Equal(
            !isDone,
            (await crew.Stack.Events("Group")).Contains(
                $"UPDATE_FAILED Received 1 FAILURE signal(s) out of 2.  Unable to satisfy {percent}% "
                + "MinSuccessfulInstancesPercent requirement"));
        await crew.Stands();
    }, seeds: 1, name: $"{percent} of a hundred must succeed");

    [Fact]
    public void Who_does_not_signal_in_time_has_failed() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(
            grounds,
            "{MinInstancesInService: 2, PauseTime: PT3M, SuspendProcesses: AZRebalance, WaitOnResourceSignals: true}")
        {
            Signals = static instance => instance.InstanceType == "t3.micro" ? true : null,
        };
        await crew.Create();
        await crew.Stack.Begin(crew.Template("t3.small"));
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await crew.End());
        Assert.Equal(["t3.micro", "t3.micro"], await crew.Types());
        Assert.Equal(2, crew.Fewest);
        Assert.Contains(
            "UPDATE_IN_PROGRESS Failed to receive 1 resource signal(s) for the current batch.  Each resource signal "
            + "timeout is counted as a FAILURE.",
            await crew.Stack.Events("Group"));
        await crew.Stands();
    });

    [Fact]
    public void What_somebody_has_suspended_stays_so() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(
            grounds,
            "{MinInstancesInService: 1, SuspendProcesses: [AZRebalance, AlarmNotification], "
            + "WaitOnResourceSignals: true}")
        {
            Signals = static _ => true,
        };
        await crew.Create();
        await grounds.Ask<ScalingProcessQuery>(AutoScalingModel.Service, "SuspendProcesses", new ScalingProcessQuery
        {
            AutoScalingGroupName = await crew.Stack.IdOf("Group"),
            ScalingProcesses = ["AZRebalance", "ScheduledActions"],
        });
        await crew.Stack.Begin(crew.Template("t3.small"));
        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Equal(
            ["AZRebalance", "ScheduledActions"],
            (await crew.Group()).SuspendedProcesses!.Select(each => each.ProcessName!).Order(StringComparer.Ordinal));
    }, seeds: 1);

    [Fact]
    public void In_other_zones_all_are_others_though_they_are_launched_as_before() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(grounds, "{MinInstancesInService: 1, WaitOnResourceSignals: true}")
        {
            Signals = static _ => true,
        };
        await crew.Create();
        var before = await crew.Serving();
        await crew.Stack.Begin(crew.Template("t3.micro").Replace(
            "[eu-west-1a, eu-west-1b]", "[eu-west-1a, eu-west-1b, eu-west-1c]", StringComparison.Ordinal));
        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Empty((await crew.Serving()).Intersect(before));
        Assert.Equal(["t3.micro", "t3.micro"], await crew.Types());
    }, seeds: 1);

    [Fact]
    public void One_that_is_cancelled_leaves_the_group_as_it_was() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(
            grounds,
            "{MinInstancesInService: 2, PauseTime: PT1H, SuspendProcesses: AZRebalance, WaitOnResourceSignals: true}")
        {
            IsUnsized = true,
            Signals = static instance => instance.InstanceType == "t3.micro" ? true : null,
        };
        await crew.Create();
        await crew.Stack.Begin(crew.Template("t3.small"));
        while ((await crew.Serving()).Count < 3)
        {
            await crew.Tick();
        }

        await crew.Stack.Ask<CancelUpdateStackInput>(
            "CancelUpdateStack", new CancelUpdateStackInput { StackName = crew.Stack.Name });
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await crew.End());
        Assert.Equal(["t3.micro", "t3.micro"], await crew.Types());
        await crew.Stands();
    });

    [Fact]
    public void Those_by_which_a_group_grows_signal_too() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(grounds, "{MinInstancesInService: 1, MaxBatchSize: 2, WaitOnResourceSignals: true}");
        await crew.Create();
        crew.Desired = 3;
        await crew.Stack.Begin(crew.Template("t3.small"));
        await grounds.Delay(TimeSpan.FromMinutes(2));
        Assert.Equal(["t3.micro", "t3.micro", "t3.small"], await crew.Types());
        crew.Signals = static _ => true;
        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Equal(["t3.small", "t3.small", "t3.small"], await crew.Types());
        Assert.Equal(3, (await crew.Group()).DesiredCapacity);
        await crew.Stack.Delete();
    }, seeds: 1);

    [Fact]
    public void What_has_nothing_to_do_with_instances_waits_for_nobody() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(grounds, "{WaitOnResourceSignals: true}");
        await crew.Create();
        var before = await crew.Serving();
        await crew.Stack.Begin(crew.Template("t3.micro", more: "Cooldown: '90'"));
        Assert.Equal("UPDATE_COMPLETE", await crew.End());
        Assert.Equal(before, await crew.Serving());
    }, seeds: 1);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Instances_with_weights_are_refused_before_anything_changes(bool before, bool after) => Grounds.Play(
        async grounds =>
    {
        var stack = new RealStack(grounds);
        static string Template(string type, bool weighs) => $$"""
            Resources:
              Launch:
                Type: AWS::EC2::LaunchTemplate
                Properties: {LaunchTemplateData: {ImageId: ami-0fa01000000000003, InstanceType: {{type}} } }
              Group:
                Type: AWS::AutoScaling::AutoScalingGroup
                UpdatePolicy: {AutoScalingRollingUpdate: {WaitOnResourceSignals: true} }
                Properties:
                  MixedInstancesPolicy:
                    LaunchTemplate:
                      LaunchTemplateSpecification:
                        LaunchTemplateId: !Ref Launch
                        Version: !GetAtt Launch.LatestVersionNumber
                      Overrides: [{InstanceType: {{type}}{{(weighs ? ", WeightedCapacity: '2'" : "")}} }]
                  MinSize: '2'
                  MaxSize: '4'
                  AvailabilityZones: [eu-west-1a]
            """;
        await stack.Becomes("CREATE_COMPLETE", stack.Create(Template("t3.micro", before)));
        await stack.Becomes("UPDATE_ROLLBACK_COMPLETE", stack.Update(Template("t3.small", after)));
        Assert.Contains(
            await stack.Events("Group"),
            each => each.Contains("whose instances have weights", StringComparison.Ordinal));
    }, seeds: 1, name: $"weights {before} {after}");

    [Fact]
    public void Whenever_the_server_dies_it_comes_to_a_right_end() => Grounds.Play(async grounds =>
    {
        var crew = new Crew(
            grounds,
            $"{{MinInstancesInService: {1 + grounds.Below(2)}, MaxBatchSize: {1 + grounds.Below(2)}, PauseTime: PT3M, "
            + "WaitOnResourceSignals: true, MinSuccessfulInstancesPercent: 60, SuspendProcesses: [AZRebalance]}");
        await crew.Create();
        var fails = grounds.Below(3) == 0;
        crew.Signals = instance => instance.InstanceType == "t3.micro" ? true
            : fails ? (grounds.Below(4) == 0 ? false : null)
            : grounds.Below(4) == 0 ? true : null;
        await crew.Stack.Begin(crew.Template("t3.small"));
        for (var death = 0; death < 6; death++)
        {
            for (var ticks = grounds.Below(4); ticks > 0; ticks--)
            {
                await crew.Tick();
            }

            await grounds.Die();
        }

        Assert.Equal(fails ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE", await crew.End());
        Assert.Equal(fails ? ["t3.micro", "t3.micro"] : ["t3.small", "t3.small"], await crew.Types());
        await crew.Stands();
        await crew.Stack.Delete();
    }, seeds: 12);
}
