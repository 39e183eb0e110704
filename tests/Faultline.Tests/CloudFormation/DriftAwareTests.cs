using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Change sets that compare with what there is, and bring back what has drifted.</summary>
public sealed class DriftAwareTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task What_has_drifted_is_brought_back_though_its_template_says_the_same()
    {
        var body = await Stand("A Size=1", "B Link=A Size=2", "C Size=3");
        Drift("thing-0001", "Size", "9");
        await Set(body);
        var set = await Look();
        Assert.Equal(("DRIFTED", "REVERT_DRIFT"), (set.StackDriftStatus, set.DeploymentMode));
        Assert.Equal(["Modify A False MODIFIED"], Lines(set));
        var change = set.Changes!.Single().ResourceChange!;
        var detail = change.Details!.Single();
        var target = detail.Target!;
        Assert.Equal(
            "NoModification /Properties/Size Modify 9 ACTUAL_STATE 1 TEMPLATE, drift from 1 to 9",
            $"{detail.ChangeSource} {target.Path} {target.AttributeChangeType} {target.BeforeValue} "
            + $"{target.BeforeValueFrom} {target.AfterValue} {target.AfterValueFrom}, drift from "
            + $"{target.Drift!.PreviousValue} to {target.Drift.ActualValue}");
        Assert.Equal(rig.Now, target.Drift.DriftDetectionTimestamp);
        Assert.Equal(
            """{"Properties":{"Size":"1"}} {"Properties":{"Size":"9"}} {"Properties":{"Size":"1"}}""",
            $"{change.PreviousDeploymentContext} {change.BeforeContext} {change.AfterContext}");
        rig.Reopen();
        await Execute();
        rig.Reopen();
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 1, B 2, C 3", rig.Things.Shown);
        Assert.Equal(["IN_SYNC", "IN_SYNC", "IN_SYNC"], await Drifts());
    }

    [Fact]
    public async Task A_template_that_says_what_there_is_changes_nothing_and_ends_the_drift()
    {
        await Stand("A Size=1", "B Link=A");
        Drift("thing-0001", "Size", "9");
        await Set(StackRig.Body("A Size=9", "B Link=A"));
        var set = await Look();
        Assert.Equal(["SyncWithActual A  MODIFIED"], Lines(set));
        var target = set.Changes!.Single().ResourceChange!.Details!.Single().Target!;
        Assert.Equal(
            "Size SyncWithActual 9 9 1",
            $"{target.Name} {target.AttributeChangeType} {target.BeforeValue} {target.AfterValue} "
            + target.Drift!.PreviousValue);
        var before = rig.Things.Log.Count;
        await Execute();
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal(before, rig.Things.Log.Count);
        Assert.Equal(["IN_SYNC", "IN_SYNC"], await Drifts());
    }

    [Fact]
    public async Task What_is_gone_is_made_again_and_who_refers_to_it_follows()
    {
        var body = await Stand("A Size=1", "B Link=A Size=2");
        rig.Things.There.Remove("thing-0001");
        await Set(body);
        Assert.Equal(["Add A  DELETED", "Modify B False IN_SYNC"], Lines(await Look()));
        await Execute();
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 1, B 2", rig.Things.Shown);
        Assert.Equal("thing-0003", rig.Things.There["thing-0002"].Properties["Link"]!.GetValue<string>());
        Assert.Equal(["IN_SYNC", "IN_SYNC"], await Drifts());
    }

    [Theory]
    [InlineData("A Size=5;B Link=A;C Bad=1")]
    [InlineData("A Size=9;B Link=A;C Bad=1")]
    [InlineData("A Size=1;B Link=A;C Bad=1")]
    [InlineData("A Name=x Size=5;B Link=A;C Bad=1")]
    public async Task What_goes_back_goes_back_to_what_there_was_and_the_drift_stays(string after)
    {
        var body = await Stand("A Size=1", "B Link=A");
        Drift("thing-0001", "Size", "9");
        await Set(StackRig.Body([.. after.Replace("C Bad", "C Link=A Bad", StringComparison.Ordinal).Split(';')]));
        await Execute();
        rig.Reopen();
        rig.Things.IsSettled = static _ => false;
        await rig.Settle(TimeSpan.FromSeconds(5));
        rig.Reopen();
        rig.Things.IsSettled = static _ => true;
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 9, B 0", rig.Things.Shown);
        Assert.Equal(["MODIFIED", "IN_SYNC"], await Drifts());
        await StackRig.Refused("ValidationError", () => rig.Update(body), "No updates are to be performed.");
    }

    [Fact]
    public async Task A_policy_that_denies_leaves_what_has_drifted_as_it_is()
    {
        var body = await Stand("A Size=1", "B Link=A");
        Drift("thing-0001", "Size", "9");
        await rig.Formation.SetStackPolicy(rig.Call("SetStackPolicy"), new()
        {
            StackName = StackRig.Name,
            StackPolicyBody = """
                {"Statement": [{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}
                """,
        }, StackRig.Ct);
        await Set(body);
        await Execute();
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal(["MODIFIED", "IN_SYNC"], await Drifts());
    }

    [Fact]
    public async Task What_does_not_take_the_change_is_still_what_its_template_said_and_drifted()
    {
        await Stand("A Size=1", "B Link=A");
        Drift("thing-0001", "Size", "9");
        rig.Things.Before = (what, _) => what == "update" ? new("NotUpdatable", 400, "It stays so.") : null;
        await Set(StackRig.Body("A Size=5", "B Link=A"));
        await Execute();
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal(["MODIFIED", "IN_SYNC"], await Drifts());
    }

    [Fact]
    public async Task What_is_spared_on_the_way_back_is_what_its_template_said()
    {
        await Stand("A Size=1", "B Link=A");
        Drift("thing-0001", "Size", "9");
        await Set(StackRig.Body("A Size=5", "B Link=A", "C Link=A Bad=1"));
        var updates = 0;
        rig.Things.Before = (what, _) => what == "update" && ++updates > 1 ? ScriptedThings.Refusal() : null;
        await Execute();
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_FAILED", await rig.Status());
        await rig.Formation.ContinueUpdateRollback(
            rig.Call("ContinueUpdateRollback"), new() { StackName = StackRig.Name, ResourcesToSkip = ["A"] },
            StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Drift("thing-0001", "Size", "9");
        Assert.Equal(["MODIFIED", "IN_SYNC"], await Drifts());
    }

    [Fact]
    public async Task Without_drift_it_is_as_any_other_and_what_cannot_be_read_is_taken_as_it_was_asked_for()
    {
        var body = await Stand("A Size=1", "B Size=2");
        await Set(body);
        var set = await Look();
        Assert.Equal(("FAILED", "IN_SYNC"), (set.Status, set.StackDriftStatus));
        await rig.Formation.DeleteChangeSet(
            rig.Call("DeleteChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = "one" }, StackRig.Ct);
        Drift("thing-0001", "Size", "9");
        rig.Things.Before = (what, id) => what == "read" && id == "A" ? ScriptedThings.Refusal() : null;
        await Set(StackRig.Body("A Size=4", "B Size=2"));
        set = await Look();
        Assert.Equal(["Modify A False NOT_CHECKED"], Lines(set));
        var target = set.Changes!.Single().ResourceChange!.Details!.Single().Target!;
        Assert.Equal("1 PREVIOUS_DEPLOYMENT_STATE", $"{target.BeforeValue} {target.BeforeValueFrom}");
        rig.Things.Before = (what, id) => what == "read" && id == "A" ? ScriptedThings.Outage : null;
        await StackRig.Refused("ServiceUnavailable", () => Set(body, "two"));
    }

    private static List<string> Lines(DescribeChangeSetOutput set) => set.Changes!
        .ConvertAll(each => each.ResourceChange!)
        .ConvertAll(each => $"{each.Action} {each.LogicalResourceId} {each.Replacement} {each.ResourceDriftStatus}");

    private async Task<string> Stand(params string[] things)
    {
        await rig.Create(StackRig.Body(things));
        await rig.Settle();
        return StackRig.Body(things);
    }

    private void Drift(string id, string name, string value)
    {
        var thing = rig.Things.There[id];
        var properties = thing.Properties.DeepClone().AsObject();
        properties[name] = JsonValue.Create(value);
        rig.Things.There[id] = thing with { Properties = properties };
    }

    private async Task<List<string>> Drifts()
    {
        await rig.Formation.DetectStackDrift(
            rig.Call("DetectStackDrift"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Formation.DriftLooks.Look(StackRig.Ct);
        return (await rig.Formation.DescribeStackResourceDrifts(
            rig.Call("DescribeStackResourceDrifts"), new() { StackName = StackRig.Name }, StackRig.Ct))
            .StackResourceDrifts!.ConvertAll(each => each.StackResourceDriftStatus!);
    }

    private async Task Set(string body, string name = "one") => await rig.Formation.CreateChangeSet(
        rig.Call("CreateChangeSet"),
        new()
        {
            StackName = StackRig.Name,
            ChangeSetName = name,
            TemplateBody = body,
            DeploymentMode = DeploymentMode.RevertDrift,
        },
        StackRig.Ct);

    private async Task<DescribeChangeSetOutput> Look() => await rig.Formation.DescribeChangeSet(
        rig.Call("DescribeChangeSet"),
        new() { StackName = StackRig.Name, ChangeSetName = "one", IncludePropertyValues = true },
        StackRig.Ct);

    private async Task Execute() => await rig.Formation.ExecuteChangeSet(
        rig.Call("ExecuteChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = "one" }, StackRig.Ct);
}
