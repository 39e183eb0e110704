using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What cannot be taken into a stack.</summary>
public sealed class ImportTests
{
    private readonly StackRig rig = new();

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
