using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Times;
using Faultline.Services.AutoScaling.Planning;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Tests.AutoScaling;

/// <summary>How instances of groups come and go in particular cases: of spot, subnets, templates, protection.</summary>
public sealed class LaunchTests
{
    private readonly ScalingRig rig = new();

    [Fact]
    public async Task Beyond_the_base_the_share_on_demand_is_kept()
    {
        await rig.Template();
        await rig.Group(desired: 5, with: request =>
        {
            request.LaunchConfigurationName = null;
            request.MixedInstancesPolicy = new()
            {
                LaunchTemplate = new() { LaunchTemplateSpecification = new() { LaunchTemplateName = "web" } },
                InstancesDistribution = new() { OnDemandBaseCapacity = 1, OnDemandPercentageAboveBaseCapacity = 50 },
            };
        });
        var spot = 0;
        foreach (var each in await rig.Instances())
        {
            var isSpot = (await rig.Member(each.InstanceId!)).IsSpot;
            Assert.Equal(isSpot ? "spot" : null, (await Shown(each.InstanceId!)).InstanceLifecycle);
            spot += isSpot ? 1 : 0;
        }

        Assert.Equal(2, spot);
    }

    [Fact]
    public async Task A_launch_of_a_template_that_moved_on_is_found_after_a_crash()
    {
        var template = await rig.Template();
        await rig.Group(desired: 0, with: request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateId = template, Version = "$Latest" };
        });
        await rig.Scaling.SetDesiredCapacity(
            rig.Call("SetDesiredCapacity"),
            new() { AutoScalingGroupName = ScalingRig.Web, DesiredCapacity = 1 },
            ScalingRig.Ct);
        await rig.Scaling.Rounds.Look(ScalingRig.Ct);
        using (var held = await rig.Scaling.Book.Take(ScalingRig.Ct))
        {
            // As if the server had died before it heard what came of it.
            var (state, group) = (held.State, held.State.Groups.All.Single());
            var member = state.Members.All.Single();
            var (place, token) = (group.Places.Find(each => each.Zone == member.Zone)!, member.Activity!);
            var option = Option.Of(group)[0];
            var request = Recipe.Request(state, group, option, place, token, isSpot: false);
            state.Launches.Put(new(token, group.Account, group.Id, request, Recipe.Like(group, option, place))
            {
                Since = rig.Now,
            });
            state.Members.Remove(member.Id);
            await held.Keep();
        }

        await rig.Ec2.Ec2.CreateLaunchTemplateVersion(rig.Ec2.Call("CreateLaunchTemplateVersion"), new()
        {
            LaunchTemplateId = template,
            LaunchTemplateData = new() { ImageId = "ami-0fa01000000000003", InstanceType = "t3.small" },
        }, ScalingRig.Ct);
        rig.Reopen();
        await rig.Settle();
        Assert.Single(await rig.Machines());
        Assert.Single(await rig.Instances());
        Assert.DoesNotContain(await rig.Activities(), each => each.StatusCode == "Failed");
    }

    /// <summary>
    /// auto-scaling-benefits.html, "Instance distribution": zones are balanced, their subnets are not.
    /// </summary>
    [Fact]
    public async Task Of_several_subnets_in_a_zone_each_launch_takes_one_at_random()
    {
        var first = await SubnetIn('a');
        var second = (await rig.Ec2.Ec2.CreateSubnet(rig.Ec2.Call("CreateSubnet"), new()
        {
            VpcId = first.VpcId!, CidrBlock = "172.31.250.0/24", AvailabilityZone = "us-east-1a",
        }, ScalingRig.Ct)).Subnet!;
        await rig.Group(desired: 16, max: 16, with: request =>
        {
            request.AvailabilityZones = null;
            request.VPCZoneIdentifier = $"{first.SubnetId},{second.SubnetId}";
        });
        var there = new List<string>();
        foreach (var each in await rig.Instances())
        {
            there.Add((await Shown(each.InstanceId!)).SubnetId!);
        }

        Assert.Equal(16, there.Count);
        Assert.Equal([.. new[] { first.SubnetId!, second.SubnetId! }.Order()], there.Distinct().Order());
    }

    [Fact]
    public async Task A_template_with_network_interfaces_takes_the_subnet_there()
    {
        var subnet = await SubnetIn('b');
        await rig.Ec2.Ec2.CreateLaunchTemplate(rig.Ec2.Call("CreateLaunchTemplate"), new()
        {
            LaunchTemplateName = "faced",
            LaunchTemplateData = new()
            {
                ImageId = "ami-0fa01000000000003",
                InstanceType = "t3.micro",
                NetworkInterfaces = [new() { DeviceIndex = 0, Description = "face" }],
            },
        }, ScalingRig.Ct);
        await rig.Group(desired: 1, with: request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateName = "faced", Version = "1" };
            request.AvailabilityZones = null;
            request.VPCZoneIdentifier = subnet.SubnetId;
        });
        var shown = await Shown((await rig.Instances()).Single().InstanceId!);
        Assert.Equal((subnet.SubnetId, "face"), (shown.SubnetId, shown.NetworkInterfaces![0].Description));
    }

    [Fact]
    public async Task Protection_against_people_keeps_nobody_in_the_group()
    {
        await rig.Group(desired: 2);
        await rig.Ec2.Ec2.ModifyInstanceAttribute(rig.Ec2.Call("ModifyInstanceAttribute"), new()
        {
            InstanceId = (await rig.Instances())[0].InstanceId!, DisableApiTermination = new() { Value = true },
        }, ScalingRig.Ct);
        await rig.Desire(0);
        Assert.Empty(await rig.Machines());
        Assert.Empty(await rig.Instances());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task One_whose_end_is_refused_keeps_no_other_in_the_group(int which)
    {
        await rig.Group(desired: 3);
        var kept = (await rig.Instances())[which].InstanceId!;
        await rig.Ec2.Ec2.ModifyInstanceAttribute(rig.Ec2.Call("ModifyInstanceAttribute"), new()
        {
            InstanceId = kept, DisableApiTermination = new() { Value = true },
        }, ScalingRig.Ct);
        rig.Ec2.Fault(new ApiError(
            new(rig.Ec2.Atlas.Region("us-east-1")!) { Service = "ec2", Operation = "ModifyInstanceAttribute" },
            new(GateAction.Error.Unavailable, null, "") { InOwnForm = true }));
        await rig.Desire(0);
        Assert.Equal([kept], (await rig.Instances()).Select(each => each.InstanceId!));
        rig.Ec2.Fault();
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(await rig.Machines());
        Assert.Empty(await rig.Instances());
    }

    [Fact]
    public async Task What_a_terminating_hook_abandoned_is_kept_where_the_group_says_so()
    {
        await rig.Group(desired: 1, with: request =>
        {
            request.InstanceLifecyclePolicy = new() { RetentionTriggers = new() { TerminateHookAbandon = "retain" } };
            request.LifecycleHookSpecificationList =
            [
                new() { LifecycleHookName = "down", LifecycleTransition = "autoscaling:EC2_INSTANCE_TERMINATING" },
            ];
        });
        await rig.Desire(0);
        await rig.Scaling.CompleteLifecycleAction(rig.Call("CompleteLifecycleAction"), new()
        {
            AutoScalingGroupName = ScalingRig.Web,
            LifecycleHookName = "down",
            InstanceId = (await rig.Instances()).Single().InstanceId,
            LifecycleActionResult = "ABANDON",
        }, ScalingRig.Ct);
        await rig.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(LifecycleState.TerminatingRetained, (await rig.Instances()).Single().LifecycleState);
        Assert.Single(await rig.Machines());
    }

    [Fact]
    public async Task Heartbeats_hold_an_instance_no_longer_than_a_hundred_of_them()
    {
        await rig.Group(desired: 0, with: request => request.LifecycleHookSpecificationList =
        [
            new()
            {
                LifecycleHookName = "up",
                LifecycleTransition = "autoscaling:EC2_INSTANCE_LAUNCHING",
                HeartbeatTimeout = 30,
                DefaultResult = "CONTINUE",
            },
        ]);
        await rig.Desire(1);
        var id = (await rig.Instances()).Single().InstanceId;
        var held = 0;
        for (; (await rig.Instances()).Single().LifecycleState == LifecycleState.PendingWait; held++)
        {
            Assert.InRange(held, 0, 151);
            await rig.Scaling.RecordLifecycleActionHeartbeat(rig.Call("RecordLifecycleActionHeartbeat"), new()
            {
                AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "up", InstanceId = id,
            }, ScalingRig.Ct);
            await rig.Pass(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(150, held);
    }

    [Fact]
    public async Task Nobody_is_replaced_while_EC2_says_nothing()
    {
        await rig.Group(desired: 2);
        var lost = (await rig.Instances())[0].InstanceId!;
        rig.Ec2.Fault(new ControlPlaneFrozen(rig.Ec2.Atlas.Region("us-east-1")!, "ec2", ReadsToo: true));
        await rig.Ec2.Enter(lost, InstanceStateName.Terminated);
        await rig.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(2, (await rig.Instances()).Count(each => each.LifecycleState == LifecycleState.InService));
        rig.Ec2.Fault();
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(await rig.Instances(), each => each.InstanceId == lost);
        Assert.Equal(2, (await rig.Instances()).Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(99, 60)]
    public void The_pause_after_failures_doubles_to_an_hour(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Tempo.Of(Timing.Aws).Retry(failures));

    private async Task<Subnet> SubnetIn(char zone) => (await rig.Ec2.Ec2.DescribeSubnets(
        rig.Ec2.Call("DescribeSubnets"), new(), ScalingRig.Ct)).Subnets!
        .Find(each => each.AvailabilityZone == $"us-east-1{zone}")!;

    private async Task<Faultline.Api.Ec2.Instance> Shown(string id) => (await rig.Ec2.Ec2.DescribeInstances(
        rig.Ec2.Call("DescribeInstances"), new() { InstanceIds = [id] }, ScalingRig.Ct)).Reservations![0].Instances![0];
}
