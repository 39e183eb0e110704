using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Change sets: what they say, and what becomes of them.</summary>
public sealed class ChangeSetTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task A_stack_is_made_of_one()
    {
        await Set(StackRig.Body("A Size=1", "B Link=A"), ChangeSetType.Create);
        Assert.Equal("REVIEW_IN_PROGRESS", await rig.Status());
        Assert.Equal(["Add A", "Add B"], Lines(await Look()));
        Assert.Equal("AVAILABLE", (await Look()).ExecutionStatus);
        await Execute();
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.Equal("EXECUTE_COMPLETE", (await Look()).ExecutionStatus);
        Assert.Equal(
            ["app REVIEW_IN_PROGRESS User Initiated", "app CREATE_IN_PROGRESS User Initiated"],
            (await rig.Events())[..2]);
        await StackRig.Refused("InvalidChangeSetStatus", Execute);
    }

    [Fact]
    public async Task It_tells_what_is_added_changed_replaced_and_removed_and_why()
    {
        await rig.Create(StackRig.Body("A Name=x", "B Link=A", "C Size=1", "D Size=1", "E Size=1"));
        await rig.Settle();
        await Set(StackRig.Body("A Name=y", "B Link=A", "C Size=2", "D Size=1", "F Size=1"), ChangeSetType.Update);
        var set = await Look();
        Assert.Equal(["Modify A True", "Modify B False", "Modify C False", "Add F", "Remove E"], Lines(set));
        var detail = set.Changes![1].ResourceChange!.Details![0];
        Assert.Equal(
            "Link Dynamic ResourceReference A",
            $"{detail.Target!.Name} {detail.Evaluation} {detail.ChangeSource} {detail.CausingEntity}");
        var direct = set.Changes[2].ResourceChange!.Details!.Single();
        Assert.Equal(
            "Size Static DirectModification", $"{direct.Target!.Name} {direct.Evaluation} {direct.ChangeSource}");
        Assert.Equal(["Properties"], set.Changes[2].ResourceChange!.Scope!);
        await Execute();
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 0, B 0, C 2, D 1, F 1", rig.Things.Shown);
    }

    [Fact]
    public async Task A_parameter_that_changes_is_named_as_the_cause()
    {
        const string Body = """
            {"Parameters": {"P": {"Type": "String"}},
             "Resources": {"A": {"Type": "Test::Cloud::Thing", "Properties": {"Size": {"Fn::Sub": "${P}"}}}}}
            """;
        await rig.Create(Body, request => request.Parameters = [new() { ParameterKey = "P", ParameterValue = "1" }]);
        await rig.Settle();
        await Set(Body, ChangeSetType.Update, request =>
            request.Parameters = [new() { ParameterKey = "P", ParameterValue = "2" }]);
        Assert.Equal(
            ["Static ParameterReference P", "Dynamic DirectModification "],
            (await Look()).Changes!.Single().ResourceChange!.Details!.Select(each =>
                $"{each.Evaluation} {each.ChangeSource} {each.CausingEntity}"));
    }

    [Fact]
    public async Task One_without_changes_fails_in_AWSs_words()
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        await Set(StackRig.Body("A Size=1"), ChangeSetType.Update);
        var set = await Look();
        Assert.Equal("FAILED", set.Status);
        Assert.Equal(
            "The submitted information didn't contain changes. Submit different information to create a change set.",
            set.StatusReason);
        await StackRig.Refused("InvalidChangeSetStatus", Execute);
    }

    [Fact]
    public async Task What_is_there_is_taken_in()
    {
        await rig.Create(StackRig.Body("A Size=1", "X Size=5 @DeletionPolicy=Retain"));
        await rig.Settle();
        await rig.Update(StackRig.Body("A Size=1"));
        await rig.Settle();
        Assert.Equal("A 1, X 5", rig.Things.Shown);
        await Set(
            StackRig.Body("A Size=1", "X Size=5 @DeletionPolicy=Retain"),
            ChangeSetType.Import,
            request => request.ResourcesToImport =
            [
                new()
                {
                    LogicalResourceId = "X",
                    ResourceType = ScriptedThings.Type,
                    ResourceIdentifier = new() { ["Id"] = "thing-0002" },
                },
            ]);
        Assert.Equal(["Import X"], Lines(await Look()));
        await Execute();
        await rig.Settle();
        Assert.Equal("IMPORT_COMPLETE", await rig.Status());
        Assert.Contains("X IMPORT_COMPLETE Resource import completed.", await rig.Events());
        Assert.Equal(2, rig.Things.Log.Count(each => each.StartsWith("create", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_not_there_any_more_cannot_be_taken_in_and_nothing_is_deleted()
    {
        await rig.Create(StackRig.Body("A Size=1", "X Size=5 @DeletionPolicy=Retain"));
        await rig.Settle();
        await rig.Update(StackRig.Body("A Size=1"));
        await rig.Settle();
        await Set(
            StackRig.Body("A Size=1", "X Size=5 @DeletionPolicy=Delete"),
            ChangeSetType.Import,
            request => request.ResourcesToImport =
            [
                new()
                {
                    LogicalResourceId = "X",
                    ResourceType = ScriptedThings.Type,
                    ResourceIdentifier = new() { ["Id"] = "thing-0002" },
                },
            ]);
        rig.Things.There.Remove("thing-0002");
        await Execute();
        await rig.Settle();
        Assert.Equal("IMPORT_ROLLBACK_COMPLETE", await rig.Status());
        Assert.DoesNotContain(rig.Things.Log, each => each.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stack_under_review_goes_when_it_is_deleted()
    {
        await Set(StackRig.Body("A Size=1"), ChangeSetType.Create);
        await rig.Delete();
        await rig.Settle();
        await StackRig.Refused("ValidationError", () => rig.Look(), "does not exist");
    }

    private static List<string> Lines(DescribeChangeSetOutput set) => set.Changes!
        .ConvertAll(each => each.ResourceChange!)
        .ConvertAll(each => $"{each.Action} {each.LogicalResourceId} {each.Replacement}".TrimEnd());

    private async Task Set(string body, string type, Action<CreateChangeSetInput>? with = null)
    {
        var request = new CreateChangeSetInput
        {
            StackName = StackRig.Name,
            ChangeSetName = "one",
            ChangeSetType = type,
            TemplateBody = body,
        };
        with?.Invoke(request);
        await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), request, StackRig.Ct);
    }

    private async Task<DescribeChangeSetOutput> Look() => await rig.Formation.DescribeChangeSet(
        rig.Call("DescribeChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = "one" }, StackRig.Ct);

    private async Task Execute() => await rig.Formation.ExecuteChangeSet(
        rig.Call("ExecuteChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = "one" }, StackRig.Ct);
}
