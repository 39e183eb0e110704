using Faultline.Api.CloudFormation;
using static Faultline.Tests.CloudFormation.Sets.SetsRig;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>The stacks of a set, over accounts and regions.</summary>
public sealed class InstanceTests
{
    private static readonly string[] both = [Here, There];

    [Fact]
    public async Task Every_account_has_a_stack_in_every_region()
    {
        var rig = new SetsRig();
        await rig.Create(static request => request.Tags = [new() { Key = "team", Value = "a" }]);
        var id = await rig.AddInstances([1, 2], both);
        Assert.Equal(
            [
                "1 eu-west-1 OUTDATED PENDING", "1 us-east-1 OUTDATED PENDING",
                "2 eu-west-1 OUTDATED PENDING", "2 us-east-1 OUTDATED PENDING",
            ],
            await rig.Instances());
        Assert.Equal("RUNNING CREATE", await Standing(rig, id));
        await rig.Settle();
        Assert.Equal("SUCCEEDED CREATE", await Standing(rig, id));
        Assert.All(await rig.Instances(), each => Assert.EndsWith("CURRENT SUCCEEDED", each));
        Assert.Equal(
            [
                "1 eu-west-1 CREATE_COMPLETE", "1 us-east-1 CREATE_COMPLETE",
                "2 eu-west-1 CREATE_COMPLETE", "2 us-east-1 CREATE_COMPLETE",
            ],
            rig.Stacks);
        var stack = rig.Regions[There].There.First();
        Assert.Matches("^StackSet-net-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", stack.Name);
        Assert.Equal(
            $"arn:aws:sts::{Account(1)}:assumed-role/AWSCloudFormationStackSetExecutionRole/StackSet", stack.By);
        Assert.Equal(" team:a", stack.Said);
        Assert.Equal(Body, stack.Body);
        Assert.Contains(await rig.List(), each => each.StackId == stack.Id && each.LastOperationId == id);
        Assert.Equal(both.Order(), (await rig.Look()).Regions);
    }

    [Fact]
    public async Task An_instance_has_values_of_its_own_until_they_are_taken_away()
    {
        var rig = new SetsRig();
        await rig.Create(static request =>
            request.Parameters = [new() { ParameterKey = "Delay", ParameterValue = "5" }]);
        await rig.AddInstances([1], [Here], static request => request.ParameterOverrides =
            [
                new() { ParameterKey = "Delay", ParameterValue = "9" },
                new() { ParameterKey = "Secret", ParameterValue = "x" },
            ]);
        await rig.Settle();
        Assert.Equal("Delay=9 Secret=x ", rig.Regions[Here].There.Single().Said);
        Assert.Equal(["Delay=9", "Secret=****"], await Overrides(rig));
        await Change(rig, null);
        Assert.Equal("Delay=9 Secret=x ", rig.Regions[Here].There.Single().Said);
        await Change(rig, [new() { ParameterKey = "Delay", UsePreviousValue = true }]);
        Assert.Equal("Delay=9 ", rig.Regions[Here].There.Single().Said);
        await Change(rig, []);
        Assert.Equal("Delay=5 ", rig.Regions[Here].There.Single().Said);
        await Refused(
            "ValidationError", () => Change(rig, [new() { ParameterKey = "Other", ParameterValue = "1" }]),
            "Parameter overrides: [Other] do not exist in the template");
    }

    [Fact]
    public async Task A_changed_set_changes_all_its_stacks()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2], both);
        await rig.Settle();
        var id = await rig.Update(static request =>
            request.Parameters = [new() { ParameterKey = "Delay", ParameterValue = "7" }]);
        Assert.All(await rig.Instances(), each => Assert.EndsWith("OUTDATED PENDING", each));
        await rig.Settle();
        Assert.Equal("SUCCEEDED UPDATE", await Standing(rig, id));
        Assert.All(rig.Regions.Values.SelectMany(each => each.There), stack => Assert.Equal("Delay=7 ", stack.Said));
        Assert.All(await rig.Instances(), each => Assert.EndsWith("CURRENT SUCCEEDED", each));
    }

    [Fact]
    public async Task A_change_for_some_leaves_the_others_behind()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2], [Here]);
        await rig.Settle();
        await rig.Update(static request =>
        {
            request.TemplateBody = Body.Replace("Queue\":", "Line\":", StringComparison.Ordinal);
            request.Accounts = [Account(2)];
            request.Regions = [Here];
        });
        await rig.Settle();
        Assert.Equal(["1 us-east-1 OUTDATED SUCCEEDED", "2 us-east-1 CURRENT SUCCEEDED"], await rig.Instances());
        await Refused(
            "StackInstanceNotFoundException",
            () => rig.Update(static request =>
            {
                request.Accounts = [Account(3)];
                request.Regions = [Here];
            }));
    }

    [Fact]
    public async Task What_is_so_already_is_a_success()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1], [Here]);
        await rig.Settle();
        var id = await rig.Update(static request => request.Description = "only words");
        await rig.Settle();
        Assert.Equal(["1 us-east-1 SUCCEEDED"], await rig.Results(id));
    }

    [Fact]
    public async Task Deleted_instances_leave_no_stack_behind()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2], both);
        await rig.Settle();
        await Refused(
            "StackSetNotEmptyException",
            async () => await rig.Sets.DeleteStackSet(rig.Call("DeleteStackSet"), new() { StackSetName = Name }, Ct),
            "StackSet is not empty");
        var id = await rig.RemoveInstances([1, 2, 3], both);
        await rig.Settle();
        Assert.Equal("SUCCEEDED DELETE", await Standing(rig, id));
        Assert.Equal(4, (await rig.Results(id)).Count);
        Assert.Empty(rig.Stacks);
        Assert.Empty(await rig.Instances());
        await rig.Sets.DeleteStackSet(rig.Call("DeleteStackSet"), new() { StackSetName = Name }, Ct);
    }

    [Fact]
    public async Task Retained_stacks_stay_where_they_are()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1], both);
        await rig.Settle();
        await rig.RemoveInstances([1], both, static request => request.RetainStacks = true);
        await rig.Settle();
        Assert.Empty(await rig.Instances());
        Assert.Equal(["1 eu-west-1 CREATE_COMPLETE", "1 us-east-1 CREATE_COMPLETE"], rig.Stacks);
    }

    [Fact]
    public async Task A_stack_that_cannot_be_deleted_is_inoperable_and_left_out_of_updates()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2], [Here]);
        await rig.Settle();
        rig.Regions[Here].Stuck.Add(Account(1));
        var id = await rig.RemoveInstances([1], [Here]);
        await rig.Settle();
        Assert.Equal(
            ["1 us-east-1 FAILED ResourceLogicalId:Queue, ResourceType:AWS::SQS::Queue, "
                + "ResourceStatusReason:It is refused here."],
            await rig.Results(id));
        Assert.Equal("1 us-east-1 INOPERABLE INOPERABLE", (await rig.Instances())[0]);
        var update = await rig.Update(static request => request.TemplateBody = Body + " ");
        await rig.Settle();
        Assert.Equal(["2 us-east-1 SUCCEEDED"], await rig.Results(update));
        await rig.RemoveInstances([1], [Here], static request => request.RetainStacks = true);
        await rig.Settle();
        Assert.Equal(["2 us-east-1 CURRENT SUCCEEDED"], await rig.Instances());
    }

    [Fact]
    public async Task A_stack_that_is_not_there_is_made_by_the_next_update()
    {
        var rig = new SetsRig();
        await rig.Create();
        rig.Regions[Here].Failing.Add(Account(1));
        var id = await rig.AddInstances([1], [Here]);
        await rig.Settle();
        Assert.Equal(
            ["1 us-east-1 FAILED ResourceLogicalId:Queue, ResourceType:AWS::SQS::Queue, "
                + "ResourceStatusReason:It is refused here."],
            await rig.Results(id));
        Assert.Equal(["1 us-east-1 OUTDATED FAILED"], await rig.Instances());
        Assert.Empty(rig.Stacks);
        rig.Regions[Here].Failing.Clear();
        await rig.Update();
        await rig.Settle();
        Assert.Equal(["1 us-east-1 CREATE_COMPLETE"], rig.Stacks);
        Assert.Equal(["1 us-east-1 CURRENT SUCCEEDED"], await rig.Instances());
    }

    [Fact]
    public async Task What_is_asked_of_no_place_is_refused()
    {
        var rig = new SetsRig();
        await rig.Create();
        await Refused("ValidationError", () => rig.AddInstances([], [Here]));
        await Refused("ValidationError", () => rig.AddInstances([1], []));
        await Refused("ValidationError", () => rig.AddInstances([1], ["mars-east-1"]), "mars-east-1");
        await Refused("StackInstanceNotFoundException", async () => await rig.Sets.UpdateStackInstances(
            rig.Call("UpdateStackInstances"),
            new() { StackSetName = Name, Accounts = [Account(1)], Regions = [Here] }, Ct));
        await Refused("StackInstanceNotFoundException", async () => await rig.Sets.DescribeStackInstance(
            rig.Call("DescribeStackInstance"),
            new() { StackSetName = Name, StackInstanceAccount = Account(1), StackInstanceRegion = Here }, Ct));
    }

    [Fact]
    public async Task Instances_are_listed_by_place_and_by_filter()
    {
        var rig = new SetsRig();
        await rig.Create();
        rig.Regions[Here].Failing.Add(Account(2));
        await rig.AddInstances([1, 2], both, static request => request.OperationPreferences =
            new() { FailureToleranceCount = 1 });
        await rig.Settle();
        Assert.Equal(2, (await Listed(rig, static request => request.StackInstanceRegion = There)).Count);
        Assert.Equal(2, (await Listed(rig, static request => request.StackInstanceAccount = Account(2))).Count);
        Assert.Equal(
            Account(2),
            (await Listed(rig, static request =>
                request.Filters = [new() { Name = StackInstanceFilterName.DetailedStatus, Values = "FAILED" }]))
            .Single().Account);
    }

    private static async Task<List<StackInstanceSummary>> Listed(SetsRig rig, Action<ListStackInstancesInput> with)
    {
        var request = new ListStackInstancesInput { StackSetName = Name };
        with(request);
        return (await rig.Sets.ListStackInstances(rig.Call("ListStackInstances"), request, Ct)).Summaries!;
    }

    private static async Task Change(SetsRig rig, List<Parameter>? overrides)
    {
        await rig.Sets.UpdateStackInstances(
            rig.Call("UpdateStackInstances"),
            new() { StackSetName = Name, Accounts = [Account(1)], Regions = [Here], ParameterOverrides = overrides },
            Ct);
        await rig.Settle();
    }

    private static async Task<IEnumerable<string>> Overrides(SetsRig rig) => (await rig.Sets.DescribeStackInstance(
        rig.Call("DescribeStackInstance"),
        new() { StackSetName = Name, StackInstanceAccount = Account(1), StackInstanceRegion = Here }, Ct))
        .StackInstance!.ParameterOverrides!.Select(each => $"{each.ParameterKey}={each.ParameterValue}");

    private static async Task<string> Standing(SetsRig rig, string id)
    {
        var operation = await rig.Operation(id);
        return $"{operation.Status} {operation.Action}";
    }
}
