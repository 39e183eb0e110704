using Faultline.Api.CloudFormation;
using static Faultline.Tests.CloudFormation.Sets.SetsRig;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>Drift of stack sets, and stacks that are taken in.</summary>
public sealed class DetectionTests
{
    [Fact]
    public async Task Drift_of_one_stack_is_drift_of_the_set()
    {
        var rig = new SetsRig();
        await rig.Create();
        await rig.AddInstances([1, 2], [Here, There]);
        await rig.Settle();
        rig.Regions[There].Drifted.Add(Account(2));
        var id = (await rig.Sets.DetectStackSetDrift(
            rig.Call("DetectStackSetDrift"), new() { StackSetName = Name }, Ct)).OperationId!;
        Assert.Equal("NOT_CHECKED 4 left", Text((await rig.Operation(id)).StackSetDriftDetectionDetails!));
        Assert.Equal("NOT_CHECKED 0 left", Text((await rig.Look()).StackSetDriftDetectionDetails!));
        await rig.Settle();
        var details = (await rig.Look()).StackSetDriftDetectionDetails!;
        Assert.Equal(
            "DRIFTED COMPLETED 4 1 3 0 0",
            $"{details.DriftStatus} {details.DriftDetectionStatus} {details.TotalStackInstancesCount} "
            + $"{details.DriftedStackInstancesCount} {details.InSyncStackInstancesCount} "
            + $"{details.InProgressStackInstancesCount} {details.FailedStackInstancesCount}");
        Assert.Equal(
            ["1 eu-west-1 SUCCEEDED IN_SYNC", "1 us-east-1 SUCCEEDED IN_SYNC", "2 eu-west-1 SUCCEEDED DRIFTED",
                "2 us-east-1 SUCCEEDED IN_SYNC"],
            await rig.Results(id));
        Assert.Equal(["IN_SYNC", "IN_SYNC", "DRIFTED", "IN_SYNC"], (await rig.List()).Select(each => each.DriftStatus));
        Assert.All(await rig.Instances(), each => Assert.EndsWith("CURRENT SUCCEEDED", each));
        Assert.Equal(["Queue MODIFIED"], await Drifts(rig, id, 2));
        Assert.Equal(["Queue IN_SYNC"], await Drifts(rig, id, 1));
    }

    [Fact]
    public async Task A_stack_is_taken_in_as_it_is()
    {
        var rig = new SetsRig();
        var stack = await Stack(rig, 1);
        await rig.Create();
        var id = await Import(rig, stack);
        await rig.Settle();
        Assert.Equal(["1 eu-west-1 SUCCEEDED"], await rig.Results(id));
        Assert.Equal(["1 eu-west-1 CURRENT SUCCEEDED"], await rig.Instances());
        Assert.Equal(stack, (await rig.List()).Single().StackId);
        Assert.Equal("Delay=4 ", rig.Regions[There].There.Single().Said);
        await Refused("ValidationError", () => Import(rig, stack), "belongs to a StackSet already");
        await rig.Update(static request => request.Description = "it keeps its own values");
        await rig.Settle();
        Assert.Equal("Delay=4 ", rig.Regions[There].There.Single().Said);
    }

    [Fact]
    public async Task A_stack_of_another_template_is_not_taken_in()
    {
        var rig = new SetsRig();
        var stack = await Stack(rig, 1);
        await rig.Create(static request => request.TemplateBody =
            Body.Replace("Queue\":", "Line\":", StringComparison.Ordinal));
        var id = await Import(rig, stack);
        await rig.Settle();
        Assert.Equal(
            ["1 eu-west-1 FAILED The template of the stack is not that of the stack set"], await rig.Results(id));
        Assert.Equal(["1 eu-west-1 OUTDATED FAILED_IMPORT"], await rig.Instances());
        await rig.RemoveInstances([1], [There]);
        await rig.Settle();
        Assert.Equal(["1 eu-west-1 CREATE_COMPLETE"], rig.Stacks);
        await Refused("ValidationError", () => Import(rig, "net"), "net is not the id of a stack");
    }

    private static async Task<string> Stack(SetsRig rig, int account)
    {
        var made = await rig.Regions[There].CreateStack(
            rig.Call("CreateStack") with { Principal = Wire.Principal.Root(Account(account), null) },
            new()
            {
                StackName = "old",
                TemplateBody = Body,
                Parameters = [new() { ParameterKey = "Delay", ParameterValue = "4" }],
            },
            Ct);
        rig.Now += TimeSpan.FromSeconds(2);
        return made.StackId!;
    }

    private static async Task<string> Import(SetsRig rig, string stack) => (await rig.Sets.ImportStacksToStackSet(
        rig.Call("ImportStacksToStackSet"), new() { StackSetName = Name, StackIds = [stack] }, Ct)).OperationId!;

    private static async Task<List<string>> Drifts(SetsRig rig, string id, int account) =>
        (await rig.Sets.ListStackInstanceResourceDrifts(rig.Call("ListStackInstanceResourceDrifts"), new()
        {
            StackSetName = Name,
            OperationId = id,
            StackInstanceAccount = Account(account),
            StackInstanceRegion = There,
        }, Ct)).Summaries!.ConvertAll(each => $"{each.LogicalResourceId} {each.StackResourceDriftStatus}");

    private static string Text(StackSetDriftDetectionDetails details) =>
        $"{details.DriftStatus} {details.InProgressStackInstancesCount} left";
}
