using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What can be taken into a stack, and what cannot.</summary>
public sealed class ImportTests
{
    private const string Kept = "X Size=5 @DeletionPolicy=Retain";

    private readonly StackRig rig = new();

    [Fact]
    public async Task A_new_stack_is_made_of_what_is_there()
    {
        await Leave();
        await Set("other", [Kept], Named("X"));
        var set = await Look("other");
        Assert.Equal(("CREATE_COMPLETE", "AVAILABLE"), (set.Status, set.ExecutionStatus));
        Assert.StartsWith(
            "Verify that resources and their properties defined in the template match", set.StatusReason,
            StringComparison.Ordinal);
        await Execute("other");
        await rig.Settle();
        Assert.Equal("IMPORT_COMPLETE", await rig.Status("other"));
        Assert.Equal("X 5", rig.Things.Shown);
    }

    [Fact]
    public async Task A_new_stack_whose_import_fails_goes_back_and_leaves_what_is_there()
    {
        await Leave();
        await Set("other", [Kept], Named("X"));
        rig.Things.Before = (what, _) => what == "read" ? ScriptedThings.Refusal("It cannot be read.") : null;
        await Execute("other");
        await rig.Settle();
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status("other"));
        Assert.Contains(await rig.Events("other"), each =>
            each.StartsWith("other IMPORT_ROLLBACK_IN_PROGRESS", StringComparison.Ordinal));
        Assert.Equal("X 5", rig.Things.Shown);
    }

    [Fact]
    public async Task What_the_caller_may_not_see_fails_the_change_set_in_the_words_of_its_service()
    {
        await Leave();
        rig.Things.Before = (what, _) => what == "read" ? ScriptedThings.Refusal("It cannot be read.") : null;
        await Set("other", [Kept], Named("X"));
        var set = await Look("other");
        Assert.Equal(("FAILED", "It cannot be read."), (set.Status, set.StatusReason));
    }

    [Theory]
    [InlineData("thing-0001", "thing-0001 already exists in stack arn:")]
    [InlineData("thing-0077", "Resource of type 'Test::Cloud::Thing' with identifier 'thing-0077' was not found.")]
    public async Task What_is_a_stack_s_or_nobody_s_fails_the_change_set(string id, string says)
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        await Set("other", [Kept], Named("X", id: id));
        var set = await Look("other");
        Assert.Equal(("FAILED", "UNAVAILABLE"), (set.Status, set.ExecutionStatus));
        Assert.StartsWith(says, set.StatusReason, StringComparison.Ordinal);
        Assert.Empty(set.Changes!);
        await StackRig.Refused("InvalidChangeSetStatus", () => Execute("other"));
    }

    [Theory]
    [InlineData("A Size=1;X Size=5", "The following resources to import [X] must have DeletionPolicy attribute")]
    [InlineData("A Size=1;" + Kept + ";Y Size=1", "Resources [Y] is missing from ResourceToImport list")]
    [InlineData("A Size=1;Y Size=1", "The logical resource ids [X] provided in ResourceToImport do not exist")]
    [InlineData("A Size=1", "The template should contain at least one new resource to import.", "A")]
    [InlineData(
        "A Size=1;" + Kept, "Resources [A] passed in ResourceToImport are already in a stack and cannot be", "A")]
    [InlineData("A Size=2;" + Kept, "You have modified resources [A] in your template that are not being imported.")]
    [InlineData(Kept, "You have modified resources [A] in your template that are not being imported.")]
    public async Task It_is_refused_and_says_why(string things, string says, string name = "X")
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        await StackRig.Refused(
            "ValidationError", () => Set(StackRig.Name, things.Split(';'), Named(name)), says);
    }

    [Fact]
    public async Task What_is_named_must_be_named_once_and_as_what_it_is()
    {
        await StackRig.Refused(
            "ValidationError", () => Set("other", [Kept]), "Must Provide at least one resource to import");
        await StackRig.Refused(
            "ValidationError", () => Set("other", [Kept], Named("X"), Named("X", id: "thing-0002")),
            "Every resource to import must have unique LogicalResourceId");
        await StackRig.Refused(
            "ValidationError", () => Set("other", [Kept], Named("X", "AWS::Other::Thing")),
            "Resource type of [X] passed in ResourceToImport does not match with resource type defined in the "
            + "template. Resource type in ResourceToImport: AWS::Other::Thing; Resource type in Template: "
            + "Test::Cloud::Thing.");
        await StackRig.Refused(
            "ValidationError",
            () => Set("other", [Kept], request => request.ChangeSetType = ChangeSetType.Create, Named("X")),
            "ResourcesToImport can be specified only when ChangeSetType is IMPORT.");
    }

    [Fact]
    public async Task Neither_outputs_nor_tags_change_with_an_import()
    {
        await Leave();
        await StackRig.Refused(
            "ValidationError",
            () => Set(
                "other",
                [Kept],
                request => request.TemplateBody =
                    StackRig.Body(Kept)[..^1] + ",\"Outputs\": {\"O\": {\"Value\": \"o\"}}}",
                Named("X")),
            "As part of the import operation, you cannot modify or add [Outputs]");
        await StackRig.Refused(
            "ValidationError",
            () => Set("other", [Kept], request => request.Tags = [new() { Key = "a", Value = "b" }], Named("X")),
            "As part of the import operation, you cannot modify or add [Tags]");
    }

    private static ResourceToImport Named(string name, string type = ScriptedThings.Type, string id = "thing-0001") =>
        new() { LogicalResourceId = name, ResourceType = type, ResourceIdentifier = new() { ["Id"] = id } };

    /// <summary>A thing that was a stack's, and is nobody's.</summary>
    private async Task Leave()
    {
        await rig.Create(StackRig.Body(Kept));
        await rig.Settle();
        await rig.Delete();
        await rig.Settle();
    }

    private Task Set(string stack, string[] things, params ResourceToImport[] named) =>
        Set(stack, things, static _ => { }, named);

    private async Task Set(
        string stack, string[] things, Action<CreateChangeSetInput> with, params ResourceToImport[] named)
    {
        var request = new CreateChangeSetInput
        {
            StackName = stack,
            ChangeSetName = "one",
            ChangeSetType = ChangeSetType.Import,
            TemplateBody = StackRig.Body(things),
            ResourcesToImport = [.. named],
        };
        with(request);
        await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), request, StackRig.Ct);
    }

    private async Task<DescribeChangeSetOutput> Look(string stack) => await rig.Formation.DescribeChangeSet(
        rig.Call("DescribeChangeSet"), new() { StackName = stack, ChangeSetName = "one" }, StackRig.Ct);

    private async Task Execute(string stack) => await rig.Formation.ExecuteChangeSet(
        rig.Call("ExecuteChangeSet"), new() { StackName = stack, ChangeSetName = "one" }, StackRig.Ct);
}
