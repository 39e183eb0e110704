using System.Reflection;
using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudFormation.Drift;

/// <summary>Drift of stacks and of their resources.</summary>
public sealed class DriftTests
{
    private const string Queue = "AWS::SQS::Queue";

    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Detection 40, Finding 41",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task A_stack_has_drifted_when_one_of_its_resources_has()
    {
        var rig = await Three();
        var id = await rig.Detect();
        Assert.StartsWith("DETECTION_IN_PROGRESS NOT_CHECKED", await rig.Standing(id));
        await rig.Look();
        Assert.Equal("DETECTION_COMPLETE DRIFTED 2 ", await rig.Standing(id));
        Assert.Equal(["Changed MODIFIED", "Gone DELETED", "Same IN_SYNC"], await rig.Found());
        Assert.Equal(["Gone DELETED"], await rig.Found(StackResourceDriftStatus.Deleted));
        var changed = (await rig.Drifts(StackResourceDriftStatus.Modified)).Single();
        Assert.Equal(
            """real-Changed AWS::SQS::Queue {"DelaySeconds":"5"} {"DelaySeconds":7}""",
            $"{changed.PhysicalResourceId} {changed.ResourceType} {changed.ExpectedProperties} "
            + changed.ActualProperties);
        Assert.Equal(
            "NOT_EQUAL /DelaySeconds 5 7",
            string.Join(", ", changed.PropertyDifferences!.Select(each =>
                $"{each.DifferenceType} {each.PropertyPath} {each.ExpectedValue} {each.ActualValue}")));
        var resources = await rig.Formation.DescribeStackResources(
            rig.Call("DescribeStackResources"), new() { StackName = DriftRig.Name }, DriftRig.Ct);
        Assert.Equal(
            ["MODIFIED", "DELETED", "IN_SYNC"],
            resources.StackResources!.Select(each => each.DriftInformation!.StackResourceDriftStatus));
        using var held = await rig.Formation.Book.Take(DriftRig.Ct);
        Assert.Equal("DRIFTED", held.State.Stacks.Find(DriftRig.Id)!.Shown.DriftInformation!.StackDriftStatus);
    }

    [Fact]
    public async Task A_look_goes_on_after_the_server_was_killed()
    {
        var rig = await Three();
        var id = await rig.Detect("Same");
        rig.Reopen();
        await rig.Look();
        Assert.Equal("DETECTION_COMPLETE IN_SYNC 0 ", await rig.Standing(id));
        rig.Reopen();
        Assert.Equal("DETECTION_COMPLETE IN_SYNC 0 ", await rig.Standing(id));
        Assert.Equal(["Same IN_SYNC"], await rig.Found());
    }

    [Fact]
    public async Task A_resource_that_cannot_be_read_fails_the_look_and_not_the_others()
    {
        var rig = await Three();
        rig.Refuses = static id => id == "Changed" ? new("Throttling", 400, "Rate exceeded") : null;
        var id = await rig.Detect();
        await rig.Look();
        Assert.Equal(
            "DETECTION_FAILED DRIFTED 1 Failed to detect drift on resource [Changed]: Rate exceeded",
            await rig.Standing(id));
        Assert.Equal(["Gone DELETED", "Same IN_SYNC"], await rig.Found());
    }

    [Fact]
    public async Task A_service_that_knows_nothing_of_it_says_that_it_is_gone()
    {
        var rig = await Three();
        rig.Refuses = static id => id == "Same" ? new("QueueDoesNotExist", 400, "It is not there.") : null;
        var drift = await One(rig, "Same");
        Assert.Equal(StackResourceDriftStatus.Deleted, drift.StackResourceDriftStatus);
        Assert.Equal(["Same DELETED"], await rig.Found());
    }

    [Fact]
    public async Task The_tags_of_the_stack_are_no_drift()
    {
        var rig = new DriftRig();
        await rig.Stack(StackStatus.CreateComplete, ("Queue", Queue, """{"Tags":[{"Key":"own","Value":"1"}]}"""));
        rig.Real["real-Queue"] = JsonNode.Parse("""
            {"Tags":[{"Key":"aws:cloudformation:stack-name","Value":"web"},{"Key":"team","Value":"a"},
                {"Key":"own","Value":"1"}]}
            """)!.AsObject();
        Assert.Equal(StackResourceDriftStatus.InSync, (await One(rig, "Queue")).StackResourceDriftStatus);
        rig.Real["real-Queue"]!["Tags"]!.AsArray().Add(new JsonObject { ["Key"] = "other", ["Value"] = "2" });
        Assert.Equal(DifferenceType.Add, (await One(rig, "Queue")).PropertyDifferences!.Single().DifferenceType);
    }

    [Fact]
    public async Task What_other_resources_of_the_stack_attach_is_no_drift()
    {
        var rig = new DriftRig();
        await rig.Stack(
            StackStatus.UpdateComplete,
            ("Group", "AWS::EC2::SecurityGroup", """{"SecurityGroupIngress":[{"FromPort":80}]}"""),
            ("Rule", "AWS::EC2::SecurityGroupIngress", """{"GroupId":"real-Group","FromPort":443}"""));
        rig.Real["real-Group"] =
            JsonNode.Parse("""{"SecurityGroupIngress":[{"FromPort":80},{"FromPort":443}]}""")!.AsObject();
        Assert.Equal(StackResourceDriftStatus.InSync, (await One(rig, "Group")).StackResourceDriftStatus);
        rig.Real["real-Group"] = JsonNode.Parse("""{"SecurityGroupIngress":[{"FromPort":80}]}""")!.AsObject();
        Assert.Equal(StackResourceDriftStatus.InSync, (await One(rig, "Group")).StackResourceDriftStatus);
        rig.Real["real-Group"] =
            JsonNode.Parse("""{"SecurityGroupIngress":[{"FromPort":80},{"FromPort":22}]}""")!.AsObject();
        Assert.Equal("/SecurityGroupIngress/1", (await One(rig, "Group")).PropertyDifferences!.Single().PropertyPath);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_refused()
    {
        var rig = new DriftRig();
        await rig.Stack(
            StackStatus.RollbackComplete,
            ("Queue", Queue, "{}"), ("Handle", "AWS::CloudFormation::WaitConditionHandle", "{}"));
        await Ec2Rig.Refused("ValidationError", () => rig.Detect(), "in status [ROLLBACK_COMPLETE]");
        await rig.Stack(StackStatus.CreateComplete);
        await Ec2Rig.Refused("ValidationError", () => rig.Detect("Other"), "Resource Other does not exist");
        await Ec2Rig.Refused("ValidationError", () => One(rig, "Handle"), "not supported");
        await Ec2Rig.Refused("ValidationError", () => rig.Standing("nothing"));
        await Ec2Rig.Refused("ValidationError", async () => await rig.Formation.DetectStackDrift(
            rig.Call("DetectStackDrift"), new() { StackName = "nobody" }, DriftRig.Ct), "does not exist");
        var id = await rig.Detect();
        await rig.Look();
        Assert.Equal("DETECTION_COMPLETE DRIFTED 1 ", await rig.Standing(id));
        Assert.Equal(["Queue DELETED"], await rig.Found());
    }

    private static async Task<DriftRig> Three()
    {
        var rig = new DriftRig();
        await rig.Stack(
            StackStatus.CreateComplete,
            ("Same", Queue, """{"DelaySeconds":"5"}"""),
            ("Changed", Queue, """{"DelaySeconds":"5"}"""),
            ("Gone", Queue, """{"DelaySeconds":"5"}"""));
        rig.Real["real-Same"] = new() { ["DelaySeconds"] = 5, ["VisibilityTimeout"] = 30 };
        rig.Real["real-Changed"] = new() { ["DelaySeconds"] = 7, ["VisibilityTimeout"] = 30 };
        return rig;
    }

    private static async Task<StackResourceDrift> One(DriftRig rig, string id) =>
        (await rig.Formation.DetectStackResourceDrift(
            rig.Call("DetectStackResourceDrift"),
            new() { StackName = DriftRig.Name, LogicalResourceId = id },
            DriftRig.Ct)).StackResourceDrift!;
}
