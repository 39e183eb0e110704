using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What a change set says of the attributes of resources, and of what becomes of what goes.</summary>
public sealed class ChangeDetailTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task It_says_what_becomes_of_what_goes()
    {
        var changes = await Changes(
            StackRig.Body(
                "A Name=x @UpdateReplacePolicy=Retain", "B Name=x @UpdateReplacePolicy=Snapshot", "C Name=x",
                "D Size=1 @DeletionPolicy=RetainExceptOnCreate", "E Size=1 @DeletionPolicy=Retain",
                "F Size=1 @DeletionPolicy=Snapshot", "G Size=1"),
            StackRig.Body(
                "A Name=y @UpdateReplacePolicy=Retain", "B Name=y @UpdateReplacePolicy=Snapshot", "C Name=y"));
        Assert.Equal(
        [
            "A ReplaceAndRetain", "B ReplaceAndSnapshot", "C ReplaceAndDelete", "D Retain", "E Retain", "F Snapshot",
            "G Delete",
        ], changes.Select(each => $"{each.LogicalResourceId} {each.PolicyAction}"));
    }

    [Theory]
    [InlineData("@DeletionPolicy=Retain", "DeletionPolicy")]
    [InlineData("@UpdateReplacePolicy=Retain", "UpdateReplacePolicy")]
    [InlineData("@UpdatePolicy={\"AutoScalingReplacingUpdate\":{\"WillReplace\":true}}", "UpdatePolicy")]
    [InlineData("@CreationPolicy={\"ResourceSignal\":{\"Count\":1}}", "CreationPolicy")]
    [InlineData("@Metadata={\"By\":\"us\"}", "Metadata")]
    public async Task An_attribute_that_changes_is_named_and_replaces_nothing(string attribute, string name)
    {
        var change = Assert.Single(await Changes(StackRig.Body("A Size=1"), StackRig.Body($"A Size=1 {attribute}")));
        Assert.Equal(ChangeAction.Modify, change.Action);
        Assert.Equal("False", change.Replacement);
        Assert.Equal([name], change.Scope!);
        var target = Assert.Single(change.Details!).Target!;
        Assert.Equal((name, null, "Never"), (target.Attribute, target.Name, target.RequiresRecreation));
    }

    private async Task<List<ResourceChange>> Changes(string before, string after)
    {
        await rig.Create(before);
        await rig.Settle();
        await rig.Formation.CreateChangeSet(
            rig.Call("CreateChangeSet"),
            new() { StackName = StackRig.Name, ChangeSetName = "one", TemplateBody = after },
            StackRig.Ct);
        var set = await rig.Formation.DescribeChangeSet(
            rig.Call("DescribeChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = "one" }, StackRig.Ct);
        return set.Changes!.ConvertAll(each => each.ResourceChange!);
    }
}
