using Faultline.Api.CloudFormation;
using Faultline.Wire;
using static Faultline.Tests.CloudFormation.Sets.SetsRig;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>How operations go over accounts and regions, and stop.</summary>
public sealed class RolloutTests
{
    private static readonly string[] both = [Here, There];

    [Fact]
    public async Task Failures_beyond_the_tolerance_cancel_what_has_not_begun()
    {
        var rig = new SetsRig();
        await rig.Create();
        rig.Regions[There].Failing.UnionWith([Account(1), Account(2)]);
        var id = await rig.AddInstances([1, 2, 3], both, static request =>
            request.OperationPreferences = new() { FailureToleranceCount = 1, RegionOrder = [There, Here] });
        await rig.Settle();
        const string Why = "FAILED ResourceLogicalId:Queue, ResourceType:AWS::SQS::Queue, "
            + "ResourceStatusReason:It is refused here.";
        const string Cancelled = "CANCELLED Cancelled since failure tolerance has exceeded";
        Assert.Equal(
            [
                $"1 eu-west-1 {Why}", $"1 us-east-1 {Cancelled}", $"2 eu-west-1 {Why}", $"2 us-east-1 {Cancelled}",
                $"3 eu-west-1 {Cancelled}", $"3 us-east-1 {Cancelled}",
            ],
            await rig.Results(id));
        var operation = await rig.Operation(id);
        Assert.Equal("FAILED 2", $"{operation.Status} {operation.StatusDetails!.FailedStackInstancesCount}");
        Assert.NotNull(operation.EndTimestamp);
        Assert.Empty(rig.Stacks);
        Assert.Equal("3 us-east-1 OUTDATED CANCELLED", (await rig.Instances())[^1]);
    }

    [Fact]
    public async Task Failures_within_the_tolerance_stop_nothing()
    {
        var rig = new SetsRig();
        await rig.Create();
        rig.Regions[Here].Failing.Add(Account(1));
        rig.Regions[There].Failing.Add(Account(2));
        var id = await rig.AddInstances([1, 2, 3], both, static request =>
            request.OperationPreferences = new() { FailureTolerancePercentage = 34 });
        await rig.Settle();
        Assert.Equal(StackSetOperationStatus.Succeeded, (await rig.Operation(id)).Status);
        Assert.Equal(4, rig.Stacks.Count);
    }

    [Fact]
    public async Task Regions_at_the_same_time_fail_each_for_itself()
    {
        var rig = new SetsRig();
        await rig.Create();
        rig.Regions[Here].Failing.Add(Account(1));
        var id = await rig.AddInstances([1, 2], both, static request => request.OperationPreferences =
            new() { RegionConcurrencyType = RegionConcurrencyType.Parallel });
        await rig.Settle();
        Assert.Equal(StackSetOperationStatus.Failed, (await rig.Operation(id)).Status);
        Assert.Equal(["1 eu-west-1 CREATE_COMPLETE", "2 eu-west-1 CREATE_COMPLETE"], rig.Stacks);
    }

    [Theory]
    [InlineData(3, 2, ConcurrencyMode.StrictFailureTolerance, 3)]
    [InlineData(3, 0, ConcurrencyMode.StrictFailureTolerance, 1)]
    [InlineData(3, 0, ConcurrencyMode.SoftFailureTolerance, 3)]
    public async Task As_many_accounts_are_worked_at_as_may_be(int most, int tolerance, string mode, int peak)
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2, 3, 4, 5], both, request => request.OperationPreferences =
            new() { MaxConcurrentCount = most, FailureToleranceCount = tolerance, ConcurrencyMode = mode });
        await rig.Settle();
        Assert.Equal([peak, peak], rig.Regions.Values.Select(each => each.Peak));
        Assert.Equal(10, rig.Stacks.Count);
    }

    [Fact]
    public async Task A_region_waits_until_the_one_before_is_done()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2], both, static request => request.OperationPreferences =
            new() { RegionOrder = [Here, There], MaxConcurrentCount = 2, FailureToleranceCount = 1 });
        rig.Regions[There].Before = operation => operation != "CreateStack"
            || rig.Regions[Here].There.Count(stack => stack.Status == StackStatus.CreateComplete) == 2
                ? null
                : throw new InvalidOperationException("It is too early.");
        await rig.Settle();
        Assert.Equal(4, rig.Stacks.Count);
    }

    [Fact]
    public async Task What_is_stopped_begins_nothing_more()
    {
        var rig = new SetsRig();
        await rig.Create();
        var id = await rig.AddInstances([1, 2], both);
        await rig.Settle(looksMax: 3);
        await Stop(rig, id);
        Assert.Equal(StackSetOperationStatus.Stopping, (await rig.Operation(id)).Status);
        await rig.Settle();
        Assert.Equal(StackSetOperationStatus.Stopped, (await rig.Operation(id)).Status);
        Assert.Equal(
            [
                "1 eu-west-1 SUCCEEDED", "1 us-east-1 CANCELLED Cancelled since the operation was stopped",
                "2 eu-west-1 CANCELLED Cancelled since the operation was stopped",
                "2 us-east-1 CANCELLED Cancelled since the operation was stopped",
            ],
            await rig.Results(id));
        await Refused("InvalidOperationException", () => Stop(rig, id));
        await Refused("OperationNotFoundException", () => Stop(rig, "nobody"));
    }

    [Fact]
    public async Task One_operation_at_a_time()
    {
        var rig = new SetsRig();
        await rig.Create();
        var id = await rig.AddInstances([1], [Here], static request => request.OperationId = "one");
        await Refused(
            "OperationInProgressException", () => rig.AddInstances([2], [Here]),
            $"Another Operation on StackSet {(await rig.Look()).StackSetARN} is in progress");
        Assert.Equal(id, await rig.AddInstances([1], [Here], static request => request.OperationId = "one"));
        await Refused(
            "OperationIdAlreadyExistsException",
            () => rig.AddInstances([2], [Here], static request => request.OperationId = "one"));
        await Refused("OperationInProgressException", async () =>
            await rig.Sets.DetectStackSetDrift(rig.Call("DetectStackSetDrift"), new() { StackSetName = Name }, Ct));
        await rig.Settle();
        Assert.Equal(id, await rig.AddInstances([1], [Here], static request => request.OperationId = "one"));
        await rig.Settle();
        Assert.Single(rig.Regions[Here].Heard, each => each.EndsWith("CreateStack", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Managed_operations_wait_only_for_what_they_share()
    {
        var rig = new SetsRig();
        await rig.Create(static request => request.ManagedExecution = new() { Active = true });
        var first = await rig.AddInstances([1], [Here]);
        var apart = await rig.AddInstances([2], [Here]);
        var same = await rig.RemoveInstances([1], [Here]);
        Assert.Equal("RUNNING QUEUED QUEUED", await Standings(rig, first, apart, same));
        await rig.Settle(looksMax: 2);
        Assert.Equal("RUNNING RUNNING QUEUED", await Standings(rig, first, apart, same));
        await Refused("InvalidOperationException", () => rig.Update(
            static request => request.ManagedExecution = new() { Active = false }));
        await rig.Settle();
        Assert.Equal("SUCCEEDED SUCCEEDED SUCCEEDED", await Standings(rig, first, apart, same));
        Assert.Equal(["2 us-east-1 CREATE_COMPLETE"], rig.Stacks);
    }

    [Fact]
    public async Task A_change_that_waits_changes_nothing_before_its_time()
    {
        var rig = new SetsRig();
        await rig.Create(static request => request.ManagedExecution = new() { Active = true });
        await rig.AddInstances([1], [Here]);
        await rig.Update(static request =>
            request.Parameters = [new() { ParameterKey = "Delay", ParameterValue = "2" }]);
        var last = await rig.Update(static request => request.Description = "later");
        Assert.Empty((await rig.Look()).Parameters!);
        await rig.Settle(looksMax: 2);
        Assert.Equal(" ", rig.Regions[Here].There.Single().Said);
        await rig.Settle();
        Assert.Equal(StackSetOperationStatus.Succeeded, (await rig.Operation(last)).Status);
        Assert.Equal("later", (await rig.Look()).Description);
        Assert.Equal(" ", rig.Regions[Here].There.Single().Said);
    }

    [Fact]
    public async Task What_went_while_an_operation_waited_is_left_out()
    {
        var rig = new SetsRig();
        await rig.Create(static request => request.ManagedExecution = new() { Active = true });
        await rig.AddInstances([1, 2], [Here]);
        await rig.RemoveInstances([1], [Here]);
        var id = await rig.Update(static request =>
            request.Parameters = [new() { ParameterKey = "Delay", ParameterValue = "2" }]);
        await rig.Settle();
        Assert.Equal(StackSetOperationStatus.Succeeded, (await rig.Operation(id)).Status);
        Assert.Equal(["2 us-east-1 SUCCEEDED"], await rig.Results(id));
    }

    [Fact]
    public async Task What_is_queued_is_stopped_at_once()
    {
        var rig = new SetsRig();
        await rig.Create(static request => request.ManagedExecution = new() { Active = true });
        await rig.AddInstances([1], [Here]);
        var waits = await rig.RemoveInstances([1], [Here]);
        await Stop(rig, waits);
        Assert.Equal(["1 us-east-1 CANCELLED Cancelled since the operation was stopped"], await rig.Results(waits));
        var last = await rig.AddInstances([2], [Here]);
        await Stop(rig, last);
        Assert.Equal("2 us-east-1 OUTDATED CANCELLED", (await rig.Instances())[1]);
        await rig.Settle();
        Assert.Equal(["1 us-east-1 CREATE_COMPLETE"], rig.Stacks);
    }

    [Fact]
    public async Task A_region_that_does_not_answer_is_asked_until_it_does()
    {
        var rig = new SetsRig();
        await rig.Create();
        var calls = 0;
        rig.Regions[Here].Before = _ => ++calls % 5 < 3
            ? new AwsError("ServiceUnavailable", 503, "Not now.")
            : null;
        rig.Regions[Here].After = operation => operation == "CreateStack"
            ? new AwsError("Throttling", 400, "Rate exceeded")
            : null;
        var id = await rig.AddInstances([1], [Here]);
        await rig.Settle();
        Assert.Equal(["1 us-east-1 SUCCEEDED"], await rig.Results(id));
        Assert.Equal(["1 us-east-1 CREATE_COMPLETE"], rig.Stacks);
    }

    [Fact]
    public async Task A_region_that_never_answers_has_failed_in_the_end()
    {
        var rig = new SetsRig();
        await rig.Create();
        rig.Regions[There].Before = static _ => new("ServiceUnavailable", 503, "Not now.");
        var id = await rig.AddInstances([1], both, static request => request.OperationPreferences =
            new() { RegionConcurrencyType = RegionConcurrencyType.Parallel });
        await rig.Settle(looksMax: 50);
        Assert.Equal(StackSetOperationStatus.Running, (await rig.Operation(id)).Status);
        rig.Now += TimeSpan.FromMinutes(5);
        await rig.Settle();
        Assert.Equal(["1 eu-west-1 FAILED Not now.", "1 us-east-1 SUCCEEDED"], await rig.Results(id));

        // Nobody knows whether there is a stack, so the next operation looks for it under its name.
        rig.Regions[There].Before = static _ => null;
        await rig.RemoveInstances([1], both);
        await rig.Settle();
        Assert.Empty(rig.Stacks);
        Assert.Empty(await rig.Instances());
    }

    [Fact]
    public async Task A_stack_whose_making_nobody_heard_of_is_brought_up_to_date_later()
    {
        var rig = new SetsRig();
        await rig.Create();
        var region = rig.Regions[Here];
        region.After = _ =>
        {
            region.Before = static _ => new("ServiceUnavailable", 503, "Not now.");
            return new("RequestTimeout", 503, "Nobody heard the answer.");
        };
        var id = await rig.AddInstances([1], [Here]);
        await rig.Settle(looksMax: 5);
        rig.Now += TimeSpan.FromMinutes(6);
        await rig.Settle();
        Assert.Equal(["1 us-east-1 FAILED Not now."], await rig.Results(id));
        region.Before = region.After = static _ => null;
        await rig.Update(static request =>
            request.Parameters = [new() { ParameterKey = "Delay", ParameterValue = "2" }]);
        await rig.Settle();
        Assert.Equal("Delay=2 ", region.There.Single().Said);
        Assert.Equal(["1 us-east-1 CURRENT SUCCEEDED"], await rig.Instances());
    }

    private static async Task Stop(SetsRig rig, string id) => await rig.Sets.StopStackSetOperation(
        rig.Call("StopStackSetOperation"), new() { StackSetName = Name, OperationId = id }, Ct);

    private static async Task<string> Standings(SetsRig rig, params string[] ids)
    {
        var all = new List<string>();
        foreach (var id in ids)
        {
            all.Add((await rig.Operation(id)).Status!);
        }

        return string.Join(' ', all);
    }
}
