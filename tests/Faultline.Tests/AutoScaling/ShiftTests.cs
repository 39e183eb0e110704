using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Api.ZonalShift;
using Faultline.Tests.Ec2;
using Faultline.Tests.ZonalShift;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Tests.AutoScaling;

/// <summary>Groups as resources of zonal shift ("Auto Scaling group zonal shift" in the user guide).</summary>
public sealed class ShiftTests
{
    private readonly ShiftRig rig = new();

    private ScalingRig Groups => rig.Groups;

    [Fact]
    public async Task A_group_is_managed_while_its_policy_says_so()
    {
        await Groups.Group(desired: 2);
        var arn = (await Groups.Look()).AutoScalingGroupARN!;
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Start(arn));
        Assert.Empty(await List());
        await Enable();
        var listed = Assert.Single(await List());
        Assert.Equal((arn, ScalingRig.Web), (listed.Arn, listed.Name));
        Assert.Equal(3, listed.AvailabilityZones!.Count);
        var shift = await rig.Start(arn);
        var shown = await rig.Shifts.GetManagedResource(
            rig.Call("GetManagedResource"), new() { ResourceIdentifier = arn }, ShiftRig.Ct);
        Assert.Equal((0f, 1f), (shown.AppliedWeights![rig.Zone], shown.AppliedWeights[rig.OtherZone]));
        Assert.Equal(shift.ZonalShiftId, Assert.Single(shown.ZonalShifts!).ZonalShiftId);
        await ShiftRig.Refused("ConflictException", "SimultaneousZonalShiftsConflict",
            () => rig.Start(arn, rig.OtherZone));
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Start($"{arn}-other"));
        var balancer = await rig.Balancer("shop");
        Assert.Equal(2, (await List()).Count);
        await rig.Start(balancer);

        async Task<List<ManagedResourceSummary>> List() => (await rig.Shifts.ListManagedResources(
            rig.Call("ListManagedResources"), new(), ShiftRig.Ct)).Items!;
    }

    [Fact]
    public async Task It_launches_elsewhere_while_it_is_shifted_and_is_balanced_afterwards()
    {
        await Groups.Group(desired: 3);
        await Enable();
        var shift = await Start();
        await Groups.Desire(6);
        Assert.Equal("a1 b3 c2", await Groups.Spread());
        await Groups.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal("a1 b3 c2", await Groups.Spread());
        await rig.Cancel(shift);
        await Groups.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal("a2 b2 c2", await Groups.Spread());
        await Groups.Sound();
    }

    [Theory]
    [InlineData("IgnoreUnhealthy", "a1 b1 c1", "a1 b1 c1")]
    [InlineData("ReplaceUnhealthy", "b2 c1", "a1 b1 c1")]
    public async Task Whoever_is_gone_in_the_zone_is_replaced_at_once_or_after_the_shift(
        string behavior, string during, string after)
    {
        await Groups.Group(desired: 3);
        await Enable(behavior);
        var shift = await Start();
        var lost = (await Groups.Instances()).Single(each => each.AvailabilityZone!.EndsWith('a')).InstanceId!;
        await Groups.Ec2.Enter(lost, InstanceStateName.Terminated);
        await Groups.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(during, await Groups.Spread());
        Assert.Equal(
            behavior == "IgnoreUnhealthy", (await Groups.Instances()).Exists(each => each.InstanceId == lost));
        await rig.Cancel(shift);
        await Groups.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(after, await Groups.Spread());
        Assert.DoesNotContain(await Groups.Instances(), each => each.InstanceId == lost);
    }

    [Fact]
    public async Task Policies_do_not_shrink_it_while_it_is_shifted()
    {
        await Groups.Group(desired: 4);
        await Enable();
        await Put("out", 1);
        await Put("in", -1);
        var shift = await Start();
        await Execute("in");
        Assert.Equal(4, (await Groups.Look()).DesiredCapacity);
        await Execute("out");
        Assert.Equal(5, (await Groups.Look()).DesiredCapacity);
        var policy = (await Groups.Scaling.DescribePolicies(
            Groups.Call("DescribePolicies"), new() { PolicyNames = ["in"] }, ScalingRig.Ct)).ScalingPolicies![0];
        await Alarm();
        Assert.Equal(5, (await Groups.Look()).DesiredCapacity);
        await rig.Cancel(shift);
        await Alarm();
        Assert.Equal(4, (await Groups.Look()).DesiredCapacity);

        async Task Alarm() => await Groups.Scaling.Act(
            new(Ec2Call.Account, policy.PolicyARN!, "low", "ALARM") { At = rig.Now, Before = "OK", Reason = "" },
            ScalingRig.Ct);
        async Task Execute(string name)
        {
            await Groups.Scaling.ExecutePolicy(
                Groups.Call("ExecutePolicy"),
                new() { AutoScalingGroupName = ScalingRig.Web, PolicyName = name },
                ScalingRig.Ct);
            await Groups.Settle();
        }
    }

    [Fact]
    public async Task A_launch_that_names_the_zone_is_refused()
    {
        await Groups.Group(desired: 1);
        await Enable();
        await Start();
        await ScalingRig.Refused("ResourceContention", () => Launch("us-east-1a"));
        await Launch("us-east-1b");
        await Groups.Settle();
        Assert.Equal("a1 b1", await Groups.Spread());

        async Task Launch(string zone) => await Groups.Scaling.LaunchInstances(Groups.Call("LaunchInstances"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, RequestedCapacity = 1, AvailabilityZones = [zone],
            ClientToken = zone,
        }, ScalingRig.Ct);
    }

    [Fact]
    public async Task Balancers_that_keep_to_their_zone_must_be_meant()
    {
        var target = await rig.Elb.Group();
        await Groups.Group(desired: 1, with: request => request.TargetGroupARNs = [target.TargetGroupArn!]);
        await rig.Elb.Elb.ModifyTargetGroupAttributes(rig.Elb.Call("ModifyTargetGroupAttributes"), new()
        {
            TargetGroupArn = target.TargetGroupArn!,
            Attributes = [new() { Key = "load_balancing.cross_zone.enabled", Value = "false" }],
        }, ShiftRig.Ct);
        await ScalingRig.Refused("ValidationError", () => Enable(), "Cross-zone load balancing is disabled");
        await Enable(skips: true);
        Assert.True((await Groups.Look()).AvailabilityZoneImpairmentPolicy!.ZonalShiftEnabled);
    }

    [Fact]
    public async Task A_part_of_the_policy_leaves_the_rest_as_it_was()
    {
        await Groups.Group(desired: 1);
        await Enable("ReplaceUnhealthy");
        await Groups.Update(request => request.AvailabilityZoneImpairmentPolicy = new() { ZonalShiftEnabled = false });
        var policy = (await Groups.Look()).AvailabilityZoneImpairmentPolicy!;
        Assert.Equal(
            (false, "ReplaceUnhealthy"), (policy.ZonalShiftEnabled, policy.ImpairedZoneHealthCheckBehavior));
    }

    [Fact]
    public async Task A_group_practises_as_balancers_do()
    {
        await Groups.Group(desired: 3);
        await Enable();
        var arn = (await Groups.Look()).AutoScalingGroupARN!;
        await rig.Shifts.CreatePracticeRunConfiguration(
            rig.Call("CreatePracticeRunConfiguration"),
            new() { ResourceIdentifier = arn, OutcomeAlarms = [ShiftRig.Alarm("outcome")] },
            ShiftRig.Ct);
        await rig.Shifts.StartPracticeRun(
            rig.Call("StartPracticeRun"),
            new() { ResourceIdentifier = arn, AwayFrom = rig.Zone, Comment = "practice" },
            ShiftRig.Ct);
        await Groups.Desire(5);
        Assert.Equal("a1 b2 c2", await Groups.Spread());
        rig.Now += TimeSpan.FromMinutes(31);
        await rig.Shifts.Look(ShiftRig.Ct);
        await Groups.Desire(6);
        Assert.Equal("a2 b2 c2", await Groups.Spread());
        Assert.Equal(6, (await Groups.Instances()).Count(each => each.LifecycleState == LifecycleState.InService));
    }

    private Task Enable(string? behavior = null, bool? skips = null) => Groups.Update(request =>
    {
        request.AvailabilityZoneImpairmentPolicy =
            new() { ZonalShiftEnabled = true, ImpairedZoneHealthCheckBehavior = behavior };
        request.SkipZonalShiftValidation = skips;
    });

    /// <summary>Away from zone a; gives the shift's id.</summary>
    private async Task<string> Start() =>
        (await rig.Start((await Groups.Look()).AutoScalingGroupARN!)).ZonalShiftId!;

    private async Task Put(string name, int by) => await Groups.Scaling.PutScalingPolicy(
        Groups.Call("PutScalingPolicy"),
        new()
        {
            AutoScalingGroupName = ScalingRig.Web, PolicyName = name, AdjustmentType = "ChangeInCapacity",
            ScalingAdjustment = by, Cooldown = 0,
        },
        ScalingRig.Ct);
}
