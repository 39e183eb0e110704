using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What policies and callers say of updates that end otherwise than they were to.</summary>
public sealed class RollbackTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task What_an_update_may_have_made_is_found_and_deleted()
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        var until = rig.Now + TimeSpan.FromMinutes(11);
        rig.Things.After = (what, name) => what == "create" && name == "B" && rig.Now < until
            ? ScriptedThings.Outage
            : null;
        await rig.Update(StackRig.Body("A Size=1", "B Size=2"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1", rig.Things.Shown);
        Assert.All(rig.Things.Made, each => Assert.Equal(1, each.Value));
    }

    [Fact]
    public async Task What_others_need_goes_back_first()
    {
        await Stand("A Size=1", "B Size=1 @DependsOn=A");
        await Fail(["A Size=2", "B Size=2 @DependsOn=A", "Z Size=1 @DependsOn=B"]);
        var events = await rig.LastEvents();
        Assert.True(
            events.LastIndexOf("A UPDATE_COMPLETE") < events.LastIndexOf("B UPDATE_IN_PROGRESS"),
            string.Join('\n', events));
        Assert.Equal("A 1, B 1", rig.Things.Shown);
    }

    [Theory]
    [InlineData(false, "A 1, N 1")]
    [InlineData(true, "A 1")]
    public async Task What_was_made_for_nothing_stays_where_its_policy_says_so_unless_the_caller_excepts_it(
        bool excepts, string left)
    {
        await Stand("A Size=1");
        await Fail(
            ["A Size=2", "N Size=1 @DeletionPolicy=Retain", "Z Link=N @DependsOn=A"],
            request => request.RetainExceptOnCreate = excepts);
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal(left, rig.Things.Shown);
    }

    [Fact]
    public async Task What_was_changed_before_it_was_replaced_goes_back_to_what_it_was()
    {
        await Stand("A Size=1 Name=x");
        await Fail(["A Size=2 Name=x", "Z Link=A"], request => request.DisableRollback = true);
        await Fail(["A Size=2 Name=y", "Z Link=A"], request => request.DisableRollback = true);
        Assert.Equal("A 2, A 2", rig.Things.Shown);
        await rig.Formation.RollbackStack(
            rig.Call("RollbackStack"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1", rig.Things.Shown);
        Assert.Equal("thing-0001", Assert.Single(rig.Things.There).Key);
    }

    [Fact]
    public async Task A_creation_that_stands_still_is_taken_back()
    {
        rig.Things.Before = (what, name) => what == "create" && name == "Z" ? ScriptedThings.Refusal() : null;
        await rig.Create(
            StackRig.Body("A Size=1", "Z Link=A"), request => request.OnFailure = OnFailure.DoNothing);
        await rig.Settle();
        Assert.Equal("CREATE_FAILED", await rig.Status());
        await rig.Formation.RollbackStack(
            rig.Call("RollbackStack"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task An_update_that_is_cancelled_goes_back_even_where_a_failure_would_not()
    {
        await Stand("A Size=1");
        rig.Things.IsSettled = name => rig.Things.Log.Count(each => each == "update A") > 1;
        await rig.Update(StackRig.Body("A Size=2"), request => request.DisableRollback = true);
        await rig.Settle(TimeSpan.FromSeconds(5));
        await rig.Formation.CancelUpdateStack(
            rig.Call("CancelUpdateStack"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1", rig.Things.Shown);
    }

    [Fact]
    public async Task Only_what_failed_to_go_back_can_be_skipped()
    {
        await Stand("A Size=1", "B Size=1");
        rig.Things.Before = (what, name) => what == "create"
            || (what == "update" && name == "A" && rig.Things.Log.Contains("update A"))
                ? ScriptedThings.Refusal()
                : null;
        await rig.Update(StackRig.Body("A Size=2", "B Size=2", "Z Link=A @DependsOn=B"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_FAILED", await rig.Status());
        foreach (var name in (string[])["B", "Nobody"])
        {
            await StackRig.Refused(
                "ValidationError",
                async () => await rig.Formation.ContinueUpdateRollback(
                    rig.Call("ContinueUpdateRollback"),
                    new() { StackName = StackRig.Name, ResourcesToSkip = [name] },
                    StackRig.Ct),
                $"not in the UPDATE_FAILED state: [{name}]");
        }
    }

    [Fact]
    public async Task A_policy_for_one_update_goes_before_that_of_the_stack()
    {
        const string Deny = """{"Statement": [{"Effect": "Deny", "Action": "Update:*", "Resource": "*"}]}""";
        const string Allow = """{"Statement": [{"Effect": "Allow", "Action": "Update:*", "Resource": "*"}]}""";
        await Stand("A Size=1", "B Size=1");
        await rig.Formation.SetStackPolicy(
            rig.Call("SetStackPolicy"), new() { StackName = StackRig.Name, StackPolicyBody = Deny }, StackRig.Ct);
        await rig.Update(StackRig.Body("A Size=2"), request => request.StackPolicyDuringUpdateBody = Allow);
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 2", rig.Things.Shown);
        await rig.Update(StackRig.Body("A Size=3"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task What_is_replaced_or_no_longer_named_stands_where_its_policy_says_so()
    {
        await Stand(
            "A Size=1 Name=x @UpdateReplacePolicy=Retain", "B Size=1 Name=x @DeletionPolicy=Retain",
            "C Size=1 @DeletionPolicy=RetainExceptOnCreate");
        await rig.Update(StackRig.Body(
            "A Size=2 Name=y @UpdateReplacePolicy=Retain", "B Size=2 Name=y @DeletionPolicy=Retain"));
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 1, A 2, B 2, C 1", rig.Things.Shown);
    }

    [Fact]
    public async Task A_deletion_that_is_forced_retains_what_its_policy_says()
    {
        await Stand("A Size=1 @DeletionPolicy=Retain", "B Size=1");
        rig.Things.Before = (what, _) => what == "delete" ? ScriptedThings.Refusal("full") : null;
        await rig.Delete();
        await rig.Settle();
        rig.Things.Before = static (_, _) => null;
        await rig.Delete(request => request.DeletionMode = DeletionMode.ForceDeleteStack);
        await rig.Settle();
        Assert.Equal("A 1", rig.Things.Shown);
    }

    private async Task Stand(params string[] things)
    {
        await rig.Create(StackRig.Body(things));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
    }

    /// <summary>An update in which <c>Z</c> cannot be made.</summary>
    private async Task Fail(string[] things, Action<UpdateStackInput>? with = null)
    {
        rig.Things.Before = (what, name) => what == "create" && name == "Z" ? ScriptedThings.Refusal() : null;
        await rig.Update(StackRig.Body(things), with);
        await rig.Settle();
    }
}
