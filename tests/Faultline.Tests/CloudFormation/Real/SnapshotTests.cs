using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Tests.Resources;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Volumes whose policy asks for a snapshot before they go.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void A_volume_that_goes_leaves_one_snapshot_where_its_policy_says_so() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template(1), request => request.Tags = [new() { Key = "team", Value = "a" }]);
        var volume = await stack.IdOf("Disk");
        await stack.Delete();
        var snapshot = Assert.Single(await Snapshots(grounds));
        Assert.Equal(volume, snapshot.VolumeId);
        Assert.Contains(snapshot.Tags!, tag => tag is { Key: "team", Value: "a" });
        await Gone(grounds, volume);
    });

    [Fact]
    public void A_volume_that_the_template_does_not_name_any_more_leaves_one_too() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template(1));
        var first = await stack.IdOf("Disk");
        await stack.Becomes("UPDATE_COMPLETE", stack.Update("Resources: {Queue: {Type: AWS::SQS::Queue}}"));
        Assert.Equal(first, Assert.Single(await Snapshots(grounds)).VolumeId);
        await Gone(grounds, first);
    });

    [Fact]
    public void Whenever_the_server_dies_there_is_one_snapshot() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template(1));
        var id = (await stack.Look(stack.Name)).StackId!;
        await stack.Ask<DeleteStackInput>("DeleteStack", new DeleteStackInput { StackName = stack.Name });
        for (var death = 0; death < 4; death++)
        {
            await grounds.Delay(grounds.Below(TimeSpan.FromSeconds(1)));
            grounds.Kill();
            await grounds.Start();
        }

        Assert.Equal(StackStatus.DeleteComplete, await stack.End(id));
        Assert.Single(await Snapshots(grounds));
    }, seeds: 20);

    /// <summary>Of this property updates are not supported: it goes back to what it never left.</summary>
    [Fact]
    public void A_change_that_its_type_does_not_take_is_rolled_back() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template(1));
        var volume = await stack.IdOf("Disk");
        await stack.Becomes("UPDATE_ROLLBACK_COMPLETE", stack.Update(
            Template(1).Replace("eu-west-1a", "eu-west-1b", StringComparison.Ordinal)));
        Assert.Contains(await stack.Events("Disk"), each => each.Contains("NotUpdatable", StringComparison.Ordinal));
        Assert.Equal(volume, await stack.IdOf("Disk"));
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template(2)));
    }, seeds: 1);

    [Fact]
    public void Of_anything_else_a_snapshot_is_refused() => Grounds.Play(async grounds => await RealStack
        .Refused(
            () => new RealStack(grounds).Create("""
                Resources:
                  Queue: {Type: AWS::SQS::Queue, DeletionPolicy: Snapshot}
                """),
            "resource type AWS::SQS::Queue does not support deletion policy Snapshot"), seeds: 1);

    private static string Template(int size) => $$"""
        Resources:
          Disk:
            Type: AWS::EC2::Volume
            DeletionPolicy: Snapshot
            UpdateReplacePolicy: Snapshot
            Properties: {AvailabilityZone: eu-west-1a, Size: {{size}}}
        """;

    private static async Task<List<Snapshot>> Snapshots(Grounds grounds) =>
        (await grounds.Ask<DescribeSnapshotsResult>(
            Ec2Model.Service, "DescribeSnapshots", new DescribeSnapshotsRequest { OwnerIds = ["self"] })).Snapshots!;

    private static async Task Gone(Grounds grounds, string volume)
    {
        var found = await grounds.Ask<DescribeVolumesResult>(
            Ec2Model.Service, "DescribeVolumes", new DescribeVolumesRequest
            {
                Filters = [new() { Name = "volume-id", Values = [volume] }],
            });
        Assert.All(found.Volumes!, each => Assert.Equal(VolumeState.Deleting, each.State));
    }
}
