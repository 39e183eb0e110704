using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Drills.Stories;
using Faultline.Kernel.Places;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Fis;

/// <summary>The actions that answer calls, and those that look at alarms.</summary>
public sealed class CallStories
{
    private const int Tries = 20;

    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("internal", "InternalError")]
    [InlineData("throttle", "RequestLimitExceeded")]
    [InlineData("unavailable", "Unavailable")]
    public void Calls_of_a_role_are_answered_with_errors_for_a_while(string error, string code) =>
        Explore.Seeds(5, async world =>
        {
            var play = await Rehearsal.Open(world);
            var action = $"aws:fis:inject-api-{error}-error";
            var scene = play.Scene(
                [Rehearsal.Role], minute, "inject",
                ("service", "ec2"), ("percentage", "100"), ("operations", "DescribeVpcs, DescribeSubnets"));
            await play.Begin(action, scene);
            scene = await play.Begin(action, scene);
            Assert.Equal(2, play.Stage.Faults.InForce.Count);
            Assert.Equal(code, await play.Refusal(play.Ec2.DescribeVpcs, new DescribeVpcsRequest(), Rehearsal.App));
            Assert.Null(await play.Refusal(play.Ec2.DescribeVpcs, new DescribeVpcsRequest()));
            Assert.Null(await play.Refusal(play.Ec2.DescribeVolumes, new DescribeVolumesRequest(), Rehearsal.App));
            await play.End(action, scene);
            await play.End(action, scene);
            Assert.Empty(play.Stage.Faults.InForce);
            Assert.Null(await play.Refusal(play.Ec2.DescribeVpcs, new DescribeVpcsRequest(), Rehearsal.App));
        });

    [Fact]
    public void What_is_unknown_of_calls_strikes_none() => Explore.Seeds(1, async world =>
    {
        var play = await Rehearsal.Open(world);
        foreach (var (service, operation) in ((string, string)[])[("kinesis", "PutRecord"), ("ec2", "DescribeVpc")])
        {
            var scene = play.Scene(
                [Rehearsal.Role], minute, "inject",
                ("service", service), ("percentage", "100"), ("operations", $"DescribeVpcs,{operation}"));
            await Assert.ThrowsAsync<AwsError>(() => play.Begin("aws:fis:inject-api-throttle-error", scene));
        }

        Assert.Empty(play.Stage.Faults.InForce);
    });

    [Fact]
    public void A_role_finds_no_room_in_zones_and_others_do() => Explore.Seeds(10, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:ec2:api-insufficient-instance-capacity-error";
        var zones = play.Stage.Zones();
        var named = ZoneNames.NameOf(Client.Account, zones[1]);
        var scene = await play.Begin(Action, play.Scene(
            [Rehearsal.Role], minute, "ice",
            ("availabilityZoneIdentifiers", $"{zones[0].Name},{named}"), ("percentage", "100")));
        Task<string?> Launch(Domain zone, Principal? who) =>
            play.Refusal(play.Ec2.RunInstances, Rehearsal.In(zone), who);
        Assert.Equal("InsufficientInstanceCapacity", await Launch(zones[0], Rehearsal.App));
        Assert.Equal("InsufficientInstanceCapacity", await Launch(zones[1], Rehearsal.App));
        Assert.Null(await Launch(zones[2], Rehearsal.App));
        Assert.Null(await Launch(zones[0], null));
        await play.End(Action, scene);
        Assert.Empty(play.Stage.Faults.InForce);
        Assert.Null(await Launch(zones[0], Rehearsal.App));
    });

    [Fact]
    public void Only_the_share_that_is_said_is_struck() => Explore.Seeds(3, async world =>
    {
        var play = await Rehearsal.Open(world);
        await play.Begin("aws:fis:inject-api-throttle-error", play.Scene(
            [Rehearsal.Role], minute, "inject",
            ("service", "ec2"), ("percentage", "50"), ("operations", "DescribeVpcs")));
        await play.Begin("aws:ec2:api-insufficient-instance-capacity-error", play.Scene(
            [Rehearsal.Role], minute, "ice",
            ("availabilityZoneIdentifiers", play.Stage.Zones()[0].Name), ("percentage", "50")));
        var (calls, launches) = (0, 0);
        for (var i = 0; i < Tries; i++)
        {
            calls += Struck(await play.Refusal(play.Ec2.DescribeVpcs, new DescribeVpcsRequest(), Rehearsal.App));
            launches += Struck(await play.Refusal(
                play.Ec2.RunInstances, Rehearsal.In(play.Stage.Zones()[0]), Rehearsal.App));
        }

        // All or none of that many, by chance, would be seen once in half a million times.
        Assert.InRange(calls, 1, Tries - 1);
        Assert.InRange(launches, 1, Tries - 1);

        static int Struck(string? refusal) => refusal is null ? 0 : 1;
    });

    [Fact]
    public void A_group_gets_nothing_in_a_zone_and_another_one_does() => Explore.Seeds(10, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:ec2:asg-insufficient-instance-capacity-error";
        var zone = play.Stage.SomeZone();
        await play.Tell(play.AutoScaling.CreateLaunchConfiguration, new CreateLaunchConfigurationType
        {
            LaunchConfigurationName = "plan",
            ImageId = "ami-0fa01000000000003",
            InstanceType = "t3.micro",
        });
        var (struck, spared) = (await Group("struck"), await Group("spared"));
        var scene = await play.Begin(Action, play.Scene(
            [struck], minute, "ice", ("availabilityZoneIdentifiers", zone.Name)));
        foreach (var name in (string[])["struck", "spared"])
        {
            await play.Tell(play.AutoScaling.SetDesiredCapacity, new SetDesiredCapacityType
            {
                AutoScalingGroupName = name,
                DesiredCapacity = 1,
            });
        }

        await play.Until("the other group has its instance", async () => await Serving("spared") == 1);
        await play.Wait(minute / 4);
        Assert.Equal(0, await Serving("struck"));
        await play.End(Action, scene);
        await play.Until("the group has its instance", async () => await Serving("struck") == 1);
        Assert.NotEqual(struck, spared);

        async Task<string> Group(string name)
        {
            await play.Tell(play.AutoScaling.CreateAutoScalingGroup, new CreateAutoScalingGroupType
            {
                AutoScalingGroupName = name,
                LaunchConfigurationName = "plan",
                MinSize = 0,
                MaxSize = 1,
                AvailabilityZones = [ZoneNames.NameOf(Client.Account, zone)],
            });
            return (await Look(name)).AutoScalingGroupARN!;
        }

        async Task<AutoScalingGroup> Look(string name) => (await play.Ask(
            play.AutoScaling.DescribeAutoScalingGroups,
            new AutoScalingGroupNamesType { AutoScalingGroupNames = [name] })).AutoScalingGroups![0];

        async Task<int> Serving(string name) => (await Look(name)).Instances!.Count(each =>
            each.LifecycleState == Api.AutoScaling.LifecycleState.InService);
    });

    [Fact]
    public void Alarms_are_asserted_as_they_are() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        const string Action = "aws:cloudwatch:assert-alarm-state";
        await play.Tell(play.CloudWatch.PutMetricAlarm, new PutMetricAlarmInput
        {
            AlarmName = "bell",
            Namespace = "Mine",
            MetricName = "Errors",
            Period = 60,
            EvaluationPeriods = 1,
            Threshold = 1,
            Statistic = "Sum",
            ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
        });
        await play.Begin(Action, Asserting("ALARM,INSUFFICIENT_DATA"));
        var refused = await Assert.ThrowsAsync<AwsError>(() => play.Begin(Action, Asserting("OK")));
        Assert.Contains("bell is INSUFFICIENT_DATA", refused.Message, StringComparison.Ordinal);

        Services.Fis.Actions.ActionScene Asserting(string states) => play.Scene(
            [], null, "assert",
            ("alarmArns", $"arn:aws:cloudwatch:{Stage.Here}:{Client.Account}:alarm:bell"), ("alarmStates", states));
    });
}
