using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What can be taken into a stack, and what cannot.</summary>
public sealed class ImportTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task A_new_stack_is_made_of_what_is_there()
    {
        await rig.Create(StackRig.Body("X Size=5 @DeletionPolicy=Retain"));
        await rig.Settle();
        await rig.Delete();
        await rig.Settle();
        await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), new()
        {
            StackName = "other",
            ChangeSetName = "one",
            ChangeSetType = ChangeSetType.Import,
            TemplateBody = StackRig.Body("X Size=5 @DeletionPolicy=Retain"),
            ResourcesToImport =
            [
                new()
                {
                    LogicalResourceId = "X",
                    ResourceType = ScriptedThings.Type,
                    ResourceIdentifier = new() { ["Id"] = "thing-0001" },
                },
            ],
        }, StackRig.Ct);
        await rig.Formation.ExecuteChangeSet(
            rig.Call("ExecuteChangeSet"), new() { StackName = "other", ChangeSetName = "one" }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("IMPORT_COMPLETE", await rig.Status("other"));
        Assert.Equal("X 5", rig.Things.Shown);
    }

    [Theory]
    [InlineData("X Size=5", ScriptedThings.Type, "Resources to import [X] must have DeletionPolicy attribute")]
    [InlineData(
        "X Size=5 @DeletionPolicy=Delete", "AWS::SQS::Queue", "Resource type AWS::SQS::Queue of X does not match")]
    [InlineData(
        "X Size=5 @DeletionPolicy=Delete;Y Size=1", ScriptedThings.Type,
        "Resources [Y] is missing from ResourceToImport list")]
    [InlineData("Y Size=1", ScriptedThings.Type, "Resources [X] in ResourcesToImport are not in the template.")]
    [InlineData(
        "A Size=1;X Size=5 @DeletionPolicy=Delete", ScriptedThings.Type, "Resource A is in the stack already.", "A")]
    public async Task It_is_refused_and_says_why(string things, string type, string says, string name = "X")
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        await StackRig.Refused(
            "ValidationError",
            async () => await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), new()
            {
                StackName = StackRig.Name,
                ChangeSetName = "one",
                ChangeSetType = ChangeSetType.Import,
                TemplateBody = StackRig.Body([.. things.Split(';').Prepend("A Size=1").Distinct()]),
                ResourcesToImport =
                [
                    new()
                    {
                        LogicalResourceId = name,
                        ResourceType = type,
                        ResourceIdentifier = new() { ["Id"] = "thing-0002" },
                    },
                ],
            }, StackRig.Ct),
            says);
    }
}
