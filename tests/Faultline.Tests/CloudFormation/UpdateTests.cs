using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Stacks that become others, and go back where they cannot.</summary>
public sealed class UpdateTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task What_differs_is_changed_and_nothing_else()
    {
        await Stand("A Size=1", "B Size=1");
        await rig.Update(StackRig.Body("A Size=2", "B Size=1"));
        await rig.Settle();
        Assert.Equal(
        [
            "app UPDATE_IN_PROGRESS User Initiated",
            "A UPDATE_IN_PROGRESS",
            "A UPDATE_COMPLETE",
            "app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "app UPDATE_COMPLETE",
        ], await rig.LastEvents());
        Assert.Equal("A 2, B 1", rig.Things.Shown);
        Assert.Equal(["update A"], rig.Things.Log[2..]);
    }

    [Fact]
    public async Task Another_one_is_made_before_the_one_that_it_replaces_goes()
    {
        await Stand("A Name=x", "B Link=A");
        await rig.Update(StackRig.Body("A Name=y", "B Link=A"));
        await rig.Settle();
        Assert.Equal(
        [
            "app UPDATE_IN_PROGRESS User Initiated",
            "A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating "
                + "one.",
            "A UPDATE_IN_PROGRESS Resource creation Initiated",
            "A UPDATE_COMPLETE",
            "B UPDATE_IN_PROGRESS",
            "B UPDATE_COMPLETE",
            "app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "A DELETE_IN_PROGRESS",
            "A DELETE_COMPLETE",
            "app UPDATE_COMPLETE",
        ], await rig.LastEvents());
        Assert.Equal("thing-0003", (string?)rig.Things.There["thing-0002"].Properties["Link"]);
        Assert.Equal(2, rig.Things.There.Count);
    }

    [Fact]
    public async Task What_a_template_no_longer_names_goes_last_unless_its_policy_lets_it_stand()
    {
        await Stand("A Size=1", "B Link=A", "C Size=3 @DeletionPolicy=Retain");
        await rig.Update(StackRig.Body("D Size=4"));
        await rig.Settle();
        Assert.Equal("C 3, D 4", rig.Things.Shown);
        Assert.Equal(["create D", "delete B", "delete A"], rig.Things.Log[3..]);
        Assert.Contains("C DELETE_SKIPPED", await rig.LastEvents());
    }

    [Fact]
    public async Task A_failure_puts_back_exactly_what_was()
    {
        await Stand("A Size=1", "B Name=x", "C Size=3");
        var before = rig.Things.There.Select(each => $"{each.Key} {each.Value.Properties.ToJsonString()}").ToList();
        rig.Things.Before = (what, name) => what == "create" && name == "Z" ? ScriptedThings.Refusal() : null;
        await rig.Update(StackRig.Body("A Size=2", "B Name=y", "D Size=4", "Z Link=D @DependsOn=A"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal(before, rig.Things.There.Select(each => $"{each.Key} {each.Value.Properties.ToJsonString()}"));
        var events = await rig.LastEvents();
        Assert.Contains("app UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Z].", events);
        Assert.Contains("app UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", events);
        Assert.Contains("D DELETE_COMPLETE", events);
        var listed = await rig.Formation.ListStackResources(
            rig.Call("ListStackResources"), new() { StackName = StackRig.Name }, StackRig.Ct);
        Assert.Equal(
            ["A", "B", "C"], listed.StackResourceSummaries!.Select(each => each.LogicalResourceId));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_refused()
    {
        await Stand("A Size=1");
        await StackRig.Refused(
            "ValidationError", () => rig.Update(StackRig.Body("A Size=1")), "No updates are to be performed.");
        await StackRig.Refused(
            "ValidationError",
            () => rig.Update("", request => (request.TemplateBody, request.UsePreviousTemplate) = (null, true)),
            "No updates are to be performed.");
    }

    [Fact]
    public async Task A_rollback_that_fails_stands_still_until_somebody_says_what_to_skip()
    {
        await Stand("A Size=1", "B Size=1");
        rig.Things.Before = (what, name) => what switch
        {
            "create" => ScriptedThings.Refusal(),
            "update" when name == "A" && rig.Things.Log.Contains("update A") => ScriptedThings.Refusal("stuck"),
            _ => null,
        };
        await rig.Update(StackRig.Body("A Size=2", "B Size=2", "Z Link=A @DependsOn=B"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_FAILED", await rig.Status());
        Assert.Equal("A 2, B 1", rig.Things.Shown);
        await StackRig.Refused(
            "ValidationError", () => rig.Update(StackRig.Body("A Size=1")),
            "is in UPDATE_ROLLBACK_FAILED state and can not be updated.");
        await rig.Formation.ContinueUpdateRollback(
            rig.Call("ContinueUpdateRollback"),
            new() { StackName = StackRig.Name, ResourcesToSkip = ["A"] },
            StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task A_rollback_that_failed_is_tried_again()
    {
        await Stand("A Size=1");
        var stuck = true;
        rig.Things.Before = (what, name) => what == "create"
            || (what == "update" && stuck && rig.Things.Log.Contains("update A")) ? ScriptedThings.Refusal() : null;
        await rig.Update(StackRig.Body("A Size=2", "Z Link=A"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_FAILED", await rig.Status());
        stuck = false;
        rig.Reopen();
        await rig.Formation.ContinueUpdateRollback(
            rig.Call("ContinueUpdateRollback"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1", rig.Things.Shown);
    }

    [Fact]
    public async Task Without_rollback_it_stands_still_and_goes_on_or_back_as_told()
    {
        await Stand("A Size=1");
        rig.Things.Before = (what, _) => what == "create" ? ScriptedThings.Refusal() : null;
        await rig.Update(StackRig.Body("A Size=2", "Z Link=A"), request => request.DisableRollback = true);
        await rig.Settle();
        Assert.Equal("UPDATE_FAILED", await rig.Status());
        Assert.Equal("A 2", rig.Things.Shown);
        rig.Things.Before = static (_, _) => null;
        await rig.Update(StackRig.Body("A Size=3", "Z Link=A"), request => request.DisableRollback = true);
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 3, Z 0", rig.Things.Shown);
    }

    [Fact]
    public async Task What_stands_still_is_rolled_back_to_what_it_last_was()
    {
        await Stand("A Size=1", "B Name=x");
        rig.Things.Before = (what, name) => what == "create" && name == "Z" ? ScriptedThings.Refusal() : null;
        foreach (var size in (int[])[2, 3])
        {
            await rig.Update(
                StackRig.Body($"A Size={size}", $"B Name=y{size}", "Z Link=A @DependsOn=B"),
                request => request.DisableRollback = true);
            await rig.Settle();
        }

        await rig.Formation.RollbackStack(
            rig.Call("RollbackStack"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1, B 0", rig.Things.Shown);
        Assert.Contains("thing-0002", rig.Things.There.Keys);
    }

    [Fact]
    public async Task An_update_is_cancelled_and_goes_back()
    {
        await Stand("A Size=1", "B Size=1");
        rig.Things.IsSettled = name => name != "A" || rig.Things.Log.Count(each => each == "update A") > 1;
        await rig.Update(StackRig.Body("A Size=2", "B Size=1"));
        await rig.Settle(TimeSpan.FromSeconds(5));
        Assert.Equal("UPDATE_IN_PROGRESS", await rig.Status());
        await rig.Formation.CancelUpdateStack(
            rig.Call("CancelUpdateStack"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1, B 1", rig.Things.Shown);
        Assert.Contains("A UPDATE_FAILED Resource update cancelled", await rig.Events());
    }

    [Fact]
    public async Task Parameters_keep_their_values_where_that_is_asked()
    {
        var body = """
            {"Parameters": {"P": {"Type": "String", "Default": "5"}, "Secret": {"Type": "String", "NoEcho": true}},
             "Resources": {"A": {"Type": "Test::Cloud::Thing",
               "Properties": {"Size": {"Ref": "P"}, "Other": {"Ref": "Secret"}}}}}
            """;
        await rig.Create(body, request => request.Parameters =
        [
            new() { ParameterKey = "P", ParameterValue = "7" },
            new() { ParameterKey = "Secret", ParameterValue = "s" },
        ]);
        await rig.Settle();
        Assert.Equal(["7", "****"], (await rig.Look()).Parameters!.Select(each => each.ParameterValue));
        await rig.Update("", request =>
        {
            (request.TemplateBody, request.UsePreviousTemplate) = (null, true);
            request.Parameters =
            [
                new() { ParameterKey = "P", ParameterValue = "8" },
                new() { ParameterKey = "Secret", UsePreviousValue = true },
            ];
        });
        await rig.Settle();
        Assert.Equal("A 8", rig.Things.Shown);
        Assert.Equal("s", (string?)rig.Things.There["thing-0001"].Properties["Other"]);
    }

    [Fact]
    public async Task A_stack_policy_protects_what_it_names()
    {
        await Stand("A Size=1", "B Size=1");
        await rig.Formation.SetStackPolicy(rig.Call("SetStackPolicy"), new()
        {
            StackName = StackRig.Name,
            StackPolicyBody = """
                {"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "LogicalResourceId/A"}]}
                """,
        }, StackRig.Ct);
        await rig.Update(StackRig.Body("A Size=2", "B Size=1"));
        await rig.Settle();
        Assert.Contains(
            "A UPDATE_FAILED Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource "
            + "[A]",
            await rig.Events());
        Assert.Equal("A 1, B 1", rig.Things.Shown);
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        await rig.Update(StackRig.Body("A Size=1", "B Size=2"));
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        await rig.Update(StackRig.Body("B Size=2"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
    }

    private async Task Stand(params string[] things)
    {
        await rig.Create(StackRig.Body(things));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
    }
}
