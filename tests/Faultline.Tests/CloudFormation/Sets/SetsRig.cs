using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>
/// Stack sets of an administrator in us-east-1, and scripted regions for their stacks. Nothing moves by itself: it
/// looks when the test says so, at the hour that the test sets.
/// </summary>
internal sealed class SetsRig
{
    public const string Admin = "111122223333";
    public const string Here = "us-east-1";
    public const string There = "eu-west-1";
    public const string Name = "net";

    /// <summary>A template with a parameter that has a value and one that is secret.</summary>
    public const string Body = """
        {
          "Parameters": {
            "Delay": { "Type": "String", "Default": "1" },
            "Secret": { "Type": "String", "Default": "s", "NoEcho": true }
          },
          "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } }
        }
        """;

    private readonly Dice dice = new(7);
    private MemoryDisk disk = new();

    public SetsRig()
    {
        Clock = new Hand(this);
        Regions = new(StringComparer.Ordinal) { [Here] = new(Here, Clock), [There] = new(There, Clock) };
        Open();
    }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public TimeProvider Clock { get; }

    public Dictionary<string, ScriptedFormation> Regions { get; }

    public Services.CloudFormation.CloudFormation Sets { get; private set; } = null!;

    public static CancellationToken Ct => CancellationToken.None;

    /// <summary>All stacks that there are, as <c>account region status</c>.</summary>
    public List<string> Stacks => [.. Regions.SelectMany(each => each.Value.There
        .Select(stack => $"{stack.Account[^1]} {each.Key} {stack.Status}")).Order()];

    /// <summary>Twelve digits that end so.</summary>
    public static string Account(int number) => $"{number}".PadLeft(12, '9');

    public Call Call(string operation) => Ec2Call.Of("DescribeVpcs", Admin) with
    {
        Service = CloudFormationModel.Service,
        Operation = CloudFormationModel.Service.Find(operation)!,
        Now = Now,
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    public async Task<string> Create(Action<CreateStackSetInput>? with = null)
    {
        var request = new CreateStackSetInput { StackSetName = Name, TemplateBody = Body };
        with?.Invoke(request);
        return (await Sets.CreateStackSet(Call("CreateStackSet"), request, Ct)).StackSetId!;
    }

    public async Task<string> AddInstances(
        int[] accounts, string[] regions, Action<CreateStackInstancesInput>? with = null)
    {
        var request = new CreateStackInstancesInput
        {
            StackSetName = Name,
            Accounts = [.. accounts.Select(Account)],
            Regions = [.. regions],
        };
        with?.Invoke(request);
        return (await Sets.CreateStackInstances(Call("CreateStackInstances"), request, Ct)).OperationId!;
    }

    public async Task<string> Update(Action<UpdateStackSetInput>? with = null)
    {
        var request = new UpdateStackSetInput { StackSetName = Name, UsePreviousTemplate = true };
        with?.Invoke(request);
        request.UsePreviousTemplate = request.TemplateBody is null;
        return (await Sets.UpdateStackSet(Call("UpdateStackSet"), request, Ct)).OperationId!;
    }

    public async Task<string> RemoveInstances(
        int[] accounts, string[] regions, Action<DeleteStackInstancesInput>? with = null)
    {
        var request = new DeleteStackInstancesInput
        {
            StackSetName = Name,
            Accounts = [.. accounts.Select(Account)],
            Regions = [.. regions],
            RetainStacks = false,
        };
        with?.Invoke(request);
        return (await Sets.DeleteStackInstances(Call("DeleteStackInstances"), request, Ct)).OperationId!;
    }

    /// <summary>Looks, and lets time pass, until nothing is under way; or for so many looks.</summary>
    public async Task Settle(int looksMax = 1000)
    {
        for (var look = 0; look < looksMax; look++)
        {
            if (await Sets.SetRounds.Look(Ct) is not { } again)
            {
                return;
            }

            Now = again > Now ? again : Now;
        }

        Assert.True(looksMax < 1000, "It goes round in circles.");
    }

    public async Task<StackSetOperation> Operation(string id) => (await Sets.DescribeStackSetOperation(
        Call("DescribeStackSetOperation"), new() { StackSetName = Name, OperationId = id }, Ct)).StackSetOperation!;

    /// <summary>What came of an operation, as <c>account region status reason</c>.</summary>
    public async Task<List<string>> Results(string id) => (await Sets.ListStackSetOperationResults(
        Call("ListStackSetOperationResults"), new() { StackSetName = Name, OperationId = id }, Ct))
        .Summaries!.ConvertAll(each => $"{each.Account![^1]} {each.Region} {each.Status} {each.StatusReason}".Trim());

    public async Task<List<StackInstanceSummary>> List() => (await Sets.ListStackInstances(
        Call("ListStackInstances"), new() { StackSetName = Name }, Ct)).Summaries!;

    /// <summary>The instances, as <c>account region status detailed</c>.</summary>
    public async Task<List<string>> Instances() => (await List()).ConvertAll(each =>
        $"{each.Account![^1]} {each.Region} {each.Status} {each.StackInstanceStatus?.DetailedStatus}");

    public async Task<StackSet> Look() => (await Sets.DescribeStackSet(
        Call("DescribeStackSet"), new() { StackSetName = Name }, Ct)).StackSet!;

    /// <summary>Refused with that code, and with that in its message.</summary>
    public static Task Refused(string code, Func<Task> act, string says = "") => Ec2Rig.Refused(code, act, says);

    private void Open() => Sets = new(
        Here,
        new(Here, Clock, dice),
        Ec2Call.Store(Here, disk, Durability.Strict),
        Surroundings.Quiet(),
        new() { Elsewhere = (name, _) => new((CloudFormationApi?)Regions.GetValueOrDefault(name)) });

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(SetsRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
