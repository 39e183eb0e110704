using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Stacks that go, and those that are held.</summary>
public sealed class DeleteTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task Nothing_goes_before_what_needs_it()
    {
        var id = await Stand("A Size=1", "B Link=A", "C Link=B");
        await rig.Delete();
        await rig.Settle();
        Assert.Equal(["delete C", "delete B", "delete A"], rig.Things.Log[3..]);
        Assert.Equal("DELETE_COMPLETE", await rig.Status(id));
        await StackRig.Refused("ValidationError", () => rig.Look(), "Stack with id app does not exist");
        var listed = await rig.Formation.ListStacks(rig.Call("ListStacks"), new(), StackRig.Ct);
        Assert.Equal(["DELETE_COMPLETE"], listed.StackSummaries!.Select(each => each.StackStatus));
        rig.Now += TimeSpan.FromDays(91);
        await rig.Settle();
        listed = await rig.Formation.ListStacks(rig.Call("ListStacks"), new(), StackRig.Ct);
        Assert.Empty(listed.StackSummaries!);
    }

    [Fact]
    public async Task What_its_policy_retains_stands()
    {
        await Stand("A Size=1 @DeletionPolicy=Retain", "B Size=2 @DeletionPolicy=RetainExceptOnCreate", "C Size=3");
        await rig.Delete();
        await rig.Settle();
        Assert.Equal("A 1, B 2", rig.Things.Shown);
    }

    [Fact]
    public async Task A_creation_that_fails_retains_what_its_policy_says_but_not_what_it_excepts()
    {
        rig.Things.Before = (what, name) => what == "create" && name == "Z" ? ScriptedThings.Refusal() : null;
        await rig.Create(StackRig.Body(
            "A Size=1 @DeletionPolicy=Retain",
            "B Size=2 @DeletionPolicy=RetainExceptOnCreate",
            "Z Link=A @DependsOn=B"));
        await rig.Settle();
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1", rig.Things.Shown);
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_named_and_may_be_retained_the_next_time()
    {
        var id = await Stand("A Size=1", "B Link=A", "C Size=3");
        rig.Things.Before = (what, name) => what == "delete" && name == "B" ? ScriptedThings.Refusal("full") : null;
        await StackRig.Refused(
            "ValidationError", () => rig.Delete(request => request.RetainResources = ["B"]), "DELETE_FAILED state");
        await rig.Delete();
        await rig.Settle();
        Assert.Equal("DELETE_FAILED", await rig.Status());
        Assert.Equal("The following resource(s) failed to delete: [B]. ", (await rig.Look()).StackStatusReason);
        Assert.Equal("A 1, B 0", rig.Things.Shown);
        await rig.Delete(request => request.RetainResources = ["B"]);
        rig.Things.There.Values.Single(thing => thing.LogicalId == "B").Properties.Remove("Link");
        await rig.Settle();
        Assert.Equal("DELETE_COMPLETE", await rig.Status(id));
        Assert.Equal("B 0", rig.Things.Shown);
    }

    [Fact]
    public async Task A_deletion_that_is_forced_gives_up_what_will_not_go()
    {
        var id = await Stand("A Size=1");
        rig.Things.Before = (what, _) => what == "delete" ? ScriptedThings.Refusal("full") : null;
        await rig.Delete();
        await rig.Settle();
        await rig.Delete(request => request.DeletionMode = DeletionMode.ForceDeleteStack);
        await rig.Settle();
        Assert.Equal("DELETE_COMPLETE", await rig.Status(id));
        Assert.Contains(await rig.Events(id), each => each.StartsWith("A DELETE_SKIPPED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DependencyViolation")]
    [InlineData("ResourceInUse")]
    [InlineData("IncorrectState")]
    [InlineData("ScalingActivityInProgress")]
    public async Task What_something_holds_for_a_while_is_deleted_once_that_has_gone(string code)
    {
        var id = await Stand("A Size=1");
        var refusals = 6;
        rig.Things.Before = (what, _) => what == "delete" && refusals-- > 0
            ? new(code, 400, "held")
            : null;
        await rig.Delete();
        await rig.Settle();
        Assert.Equal("DELETE_COMPLETE", await rig.Status(id));
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task A_stack_that_is_being_made_is_deleted_and_leaves_nothing()
    {
        rig.Things.IsSettled = name => name != "A" || rig.Things.Log.Contains("delete A");
        var id = await rig.Create(StackRig.Body("A Size=1", "B Link=A", "C Size=1"));
        await rig.Settle(TimeSpan.FromSeconds(3));
        Assert.Equal("CREATE_IN_PROGRESS", await rig.Status());
        await rig.Delete();
        await rig.Settle();
        Assert.Equal("DELETE_COMPLETE", await rig.Status(id));
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task A_stack_that_is_protected_stays()
    {
        await rig.Create(StackRig.Body("A Size=1"), request => request.EnableTerminationProtection = true);
        await rig.Settle();
        await StackRig.Refused(
            "ValidationError", () => rig.Delete(),
            "Stack [app] cannot be deleted while TerminationProtection is enabled");
        await rig.Formation.UpdateTerminationProtection(rig.Call("UpdateTerminationProtection"), new()
        {
            StackName = StackRig.Name,
            EnableTerminationProtection = false,
        }, StackRig.Ct);
        await rig.Delete();
        await rig.Settle();
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task An_export_that_is_used_holds_its_stack_and_its_value()
    {
        const string Exports = """
            {"Resources": {"A": {"Type": "Test::Cloud::Thing", "Properties": {"Size": SIZE}}},
             "Outputs": {"O": {"Value": {"Fn::GetAtt": ["A", "Size"]}, "Export": {"Name": "net"}}}}
            """;
        const string Uses = """
            {"Resources": {"U": {"Type": "Test::Cloud::Thing", "Properties": {"Size": {"Fn::ImportValue": "net"}}}}}
            """;
        await rig.Create(Exports.Replace("SIZE", "7", StringComparison.Ordinal));
        await rig.Settle();
        await rig.Create(Uses, request => request.StackName = "user");
        await rig.Settle();
        Assert.Equal("A 7, U 7", rig.Things.Shown);
        var imports = await rig.Formation.ListImports(
            rig.Call("ListImports"), new() { ExportName = "net" }, StackRig.Ct);
        Assert.Equal(["user"], imports.Imports!);
        await rig.Update(Exports.Replace("SIZE", "8", StringComparison.Ordinal));
        await rig.Settle();
        Assert.Contains(
            "app UPDATE_ROLLBACK_IN_PROGRESS Export net cannot be updated as it is in use by user", await rig.Events());
        Assert.Equal("A 7, U 7", rig.Things.Shown);
        await rig.Delete();
        await rig.Settle();
        Assert.Equal("DELETE_FAILED", await rig.Status());
        Assert.Equal("Export net cannot be deleted as it is in use by user", (await rig.Look()).StackStatusReason);
        await rig.Delete(request => request.StackName = "user");
        await rig.Settle();
        await rig.Delete();
        await rig.Settle();
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task An_export_has_one_exporter()
    {
        const string Exports = """
            {"Resources": {"A": {"Type": "Test::Cloud::Thing"}},
             "Outputs": {"O": {"Value": "1", "Export": {"Name": "net"}}}}
            """;
        await rig.Create(Exports);
        await rig.Settle();
        await rig.Create(Exports, request => request.StackName = "other");
        await rig.Settle();
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status("other"));
        Assert.Contains(
            "other ROLLBACK_IN_PROGRESS Export with name net is already exported by stack app.",
            await rig.Events("other"));
    }

    private async Task<string> Stand(params string[] things)
    {
        var id = await rig.Create(StackRig.Body(things));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        return id;
    }
}
