using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What becomes of change sets that are asked for twice, overtaken, or not there.</summary>
public sealed class ChangeSetLifeTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task One_that_is_not_there_is_deleted_as_long_as_its_stack_is()
    {
        await StackRig.Refused("ValidationError", () => Delete("one"), "Stack with id app does not exist");
        await Stand("A Size=1");
        await Delete("one");
        await Delete("arn:aws:cloudformation:us-east-1:111122223333:changeSet/one/1");
        await StackRig.Refused("ChangeSetNotFound", () => Look("one"), "ChangeSet [one] does not exist");
    }

    [Fact]
    public async Task An_execution_that_is_asked_for_again_is_the_same_though_it_is_over()
    {
        await Stand("A Size=1");
        await Set("one", "A Size=2");
        await Execute("one", "token");
        await rig.Settle();
        await Execute("one", "token");
        await rig.Settle();
        Assert.Single(rig.Things.Log, "update A");
        await StackRig.Refused("InvalidChangeSetStatus", () => Execute("one", "other"));
        await StackRig.Refused("InvalidChangeSetStatus", () => Execute("one", null));
    }

    [Fact]
    public async Task Those_that_an_update_overtakes_are_obsolete()
    {
        await Stand("A Size=1");
        await Set("one", "A Size=2");
        await Set("two", "A Size=1");
        await rig.Update(StackRig.Body("A Size=3"));
        await rig.Settle();
        Assert.Equal(
            ("CREATE_COMPLETE OBSOLETE", "FAILED UNAVAILABLE"), (await Standing("one"), await Standing("two")));
        await StackRig.Refused("InvalidChangeSetStatus", () => Execute("one", null));
        await Delete("one");
        Assert.Equal("A 3", rig.Things.Shown);
    }

    [Theory]
    [InlineData("A Size=2", "EXECUTE_COMPLETE")]
    [InlineData("A Bad=1", "EXECUTE_FAILED")]
    public async Task How_one_ended_stays_said_whatever_becomes_of_its_stack(string thing, string ended)
    {
        await Stand("A Size=1");
        await Set("one", thing);
        await Execute("one", null);
        Assert.Equal("CREATE_COMPLETE EXECUTE_IN_PROGRESS", await Standing("one"));
        await rig.Settle();
        Assert.Equal($"CREATE_COMPLETE {ended}", await Standing("one"));
        await rig.Update(StackRig.Body(ended == "EXECUTE_FAILED" ? "A Size=9" : "A Bad=1"));
        Assert.Equal($"CREATE_COMPLETE {ended}", await Standing("one"));
        await rig.Settle();
        Assert.Equal($"CREATE_COMPLETE {ended}", await Standing("one"));
        await Delete("one");
    }

    [Fact]
    public async Task A_stack_that_is_named_by_its_id_must_be_there()
    {
        await Stand("A Size=1");
        var gone = (await rig.Look()).StackId!;
        await rig.Delete();
        await rig.Settle();
        foreach (var type in (string[])[ChangeSetType.Create, ChangeSetType.Update, ChangeSetType.Import])
        {
            await StackRig.Refused(
                "ValidationError",
                () => Set("one", "A Size=1", request => (request.StackName, request.ChangeSetType) = (gone, type)),
                $"Stack [{gone}] does not exist");
        }
    }

    [Fact]
    public async Task What_a_change_set_cannot_be_is_refused()
    {
        await Stand("A Size=1");
        await StackRig.Refused(
            "ValidationError",
            () => Set("one", "A Size=2", request => request.OnStackFailure = OnStackFailure.Delete),
            "OnStackFailure DELETE is only valid when ChangeSetType is CREATE.");
        await StackRig.Refused(
            "ValidationError",
            () => Set("one", "A Size=2", request =>
            {
                request.DeploymentMode = DeploymentMode.RevertDrift;
                request.ChangeSetType = ChangeSetType.Import;
            }),
            "DeploymentMode cannot be specified when ChangeSetType is IMPORT.");
        await StackRig.Refused(
            "NotImplemented",
            () => Set("one", "A Size=2", request => request.IncludeNestedStacks = true), "IncludeNestedStacks");
        foreach (var (name, says) in (IEnumerable<(string, string)>)
        [
            ("one\n", "failed to satisfy constraint: Member must satisfy regular expression pattern: "),
            ("1one", "failed to satisfy constraint: Member must satisfy regular expression pattern: "),
            (new('a', 129), "at 'changeSetName' failed to satisfy constraint: Member must have length less than or "),
        ])
        {
            await StackRig.Refused("ValidationError", () => Set(name, "A Size=2"), says);
        }
    }

    private async Task Stand(params string[] things)
    {
        await rig.Create(StackRig.Body(things));
        await rig.Settle();
    }

    private async Task Set(string name, string thing, Action<CreateChangeSetInput>? with = null)
    {
        var request = new CreateChangeSetInput
        {
            StackName = StackRig.Name,
            ChangeSetName = name,
            TemplateBody = StackRig.Body(thing),
        };
        with?.Invoke(request);
        await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), request, StackRig.Ct);
    }

    private async Task<DescribeChangeSetOutput> Look(string name) => await rig.Formation.DescribeChangeSet(
        rig.Call("DescribeChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = name }, StackRig.Ct);

    private async Task<string> Standing(string name) =>
        await Look(name) is var set ? $"{set.Status} {set.ExecutionStatus}" : "";

    private async Task Execute(string name, string? token) => await rig.Formation.ExecuteChangeSet(
        rig.Call("ExecuteChangeSet"),
        new() { StackName = StackRig.Name, ChangeSetName = name, ClientRequestToken = token },
        StackRig.Ct);

    private async Task Delete(string name) => await rig.Formation.DeleteChangeSet(
        rig.Call("DeleteChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = name }, StackRig.Ct);
}
