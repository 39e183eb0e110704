using Faultline.Api.Ec2;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;

namespace Faultline.Tests.AutoScaling;

/// <summary>
/// What instances are tagged with when they come and go by themselves ("Tag lifecycle", Amazon EC2 Auto Scaling user
/// guide).
/// </summary>
public sealed class TagTests
{
    private const string Group = "aws:autoscaling:groupName=web";

    private readonly ScalingRig rig = new();

    [Fact]
    public async Task Whoever_is_attached_has_the_tags_of_the_group_in_place_of_his_own()
    {
        var id = await Stranger();
        await Attach(id);
        await rig.Settle();
        Assert.Equal([Group, "own=1", "team=blue"], await Tags(id));
    }

    [Fact]
    public async Task Whoever_is_detached_keeps_all_tags_but_that_of_the_group()
    {
        var id = await Stranger();
        await Attach(id);
        await rig.Settle();
        await Detach(id);
        await rig.Settle();
        Assert.Equal(["own=1", "team=blue"], await Tags(id));
        Assert.Empty(await rig.Instances());
    }

    [Fact]
    public async Task Who_is_detached_before_his_tags_were_put_has_none_of_the_group()
    {
        var id = await Stranger();
        Fault("CreateTags");
        await Attach(id);
        await rig.Settle();
        await Detach(id);
        rig.Ec2.Fault();
        await rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["own=1", "team=red"], await Tags(id));
        Assert.Empty(await rig.Instances());
    }

    [Theory]
    [InlineData("CreateTags")]
    [InlineData("DeleteTags")]
    public async Task Tags_follow_once_EC2_takes_them_though_the_server_ended_meanwhile(string operation)
    {
        var id = await Stranger();
        Fault(operation);
        await Attach(id);
        await rig.Settle();
        if (operation == "DeleteTags")
        {
            await Detach(id);
            await rig.Settle();
            Assert.Equal([Group, "own=1", "team=blue"], await Tags(id));
            Assert.Equal("Detaching", (await rig.Instances()).Single().LifecycleState);
        }
        else
        {
            Assert.Equal(["own=1", "team=red"], await Tags(id));
        }

        rig.Reopen();
        rig.Ec2.Fault();
        await rig.Settle();
        Assert.Equal(operation == "CreateTags", (await Tags(id)).Contains(Group));
        Assert.Equal(operation == "CreateTags", (await rig.Instances()).Count == 1);
    }

    /// <summary>Fifty tags are the most, and nobody waits for what cannot be.</summary>
    [Fact]
    public async Task Whoever_has_no_room_for_tags_is_attached_all_the_same_and_asked_once()
    {
        var id = await Stranger();
        await rig.Ec2.Ec2.CreateTags(rig.Ec2.Call("CreateTags"), new()
        {
            Resources = [id],
            Tags = [.. Enumerable.Range(0, 48).Select(number => new Tag { Key = $"k{number}", Value = "" })],
        }, ScalingRig.Ct);
        await rig.Group(desired: 0, with: request => request.Tags = [Propagated("one more", "")]);
        await rig.Scaling.AttachInstances(
            rig.Call("AttachInstances"), new() { AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id] },
            ScalingRig.Ct);
        await rig.Settle();
        Assert.Equal("InService", (await rig.Instances()).Single().LifecycleState);
        Assert.False((await rig.Member(id)).TagsDue);
    }

    private static Faultline.Api.AutoScaling.Tag Propagated(string key, string value) =>
        new() { Key = key, Value = value, PropagateAtLaunch = true };

    private void Fault(string operation) => rig.Ec2.Fault(new ApiError(
        new(rig.Ec2.Atlas.Region("us-east-1")!) { Service = "ec2", Operation = operation },
        new(GateAction.Error.Unavailable, null, "") { InOwnForm = true }));

    /// <summary>An instance that runs, with tags of its own.</summary>
    private async Task<string> Stranger()
    {
        var run = await rig.Ec2.Run(new()
        {
            InstanceType = "t3.micro",
            Placement = new() { AvailabilityZone = "us-east-1a" },
            TagSpecifications =
            [
                new()
                {
                    ResourceType = "instance",
                    Tags = [new() { Key = "own", Value = "1" }, new() { Key = "team", Value = "red" }],
                },
            ],
        });
        var id = run.Instances![0].InstanceId!;
        await rig.Ec2.Enter(id, InstanceStateName.Running);
        return id;
    }

    private async Task Attach(string id)
    {
        await rig.Group(desired: 0, with: request => request.Tags =
        [
            Propagated("team", "blue"),
            new() { Key = "kept", Value = "back", PropagateAtLaunch = false },
        ]);
        await rig.Scaling.AttachInstances(
            rig.Call("AttachInstances"), new() { AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id] },
            ScalingRig.Ct);
    }

    private async Task Detach(string id) => await rig.Scaling.DetachInstances(
        rig.Call("DetachInstances"),
        new()
        {
            AutoScalingGroupName = ScalingRig.Web, InstanceIds = [id], ShouldDecrementDesiredCapacity = true,
        },
        ScalingRig.Ct);

    private async Task<List<string>> Tags(string id)
    {
        var found = await rig.Ec2.Ec2.DescribeInstances(
            rig.Ec2.Call("DescribeInstances"), new() { InstanceIds = [id] }, ScalingRig.Ct);
        return [.. found.Reservations![0].Instances![0].Tags!.Select(tag => $"{tag.Key}={tag.Value}")
            .Order(StringComparer.Ordinal)];
    }
}
