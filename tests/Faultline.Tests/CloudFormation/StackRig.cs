using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;
using Stack = Faultline.Api.CloudFormation.Stack;

namespace Faultline.Tests.CloudFormation;

/// <summary>
/// CloudFormation of a region over a store in memory, with things that are scripted. Nothing moves by itself: it looks
/// when the test says so, and time passes as far as something is due.
/// </summary>
internal sealed class StackRig
{
    public const string Name = "app";
    private readonly Dice dice = new(5);
    private readonly CloudFormationOptions options;
    private MemoryDisk disk = new();
    private int lives;

    public StackRig(CloudFormationOptions? with = null)
    {
        options = (with ?? new()) with
        {
            Types = [Things.ResourceType],
            ReadTemplate = url => Templates.GetValueOrDefault(url),
        };
        Open();
    }

    public ScriptedThings Things { get; } = new();

    public Surroundings Around { get; } = Surroundings.Quiet();

    public Dictionary<string, string> Templates { get; } = new(StringComparer.Ordinal);

    public Services.CloudFormation.CloudFormation Formation { get; private set; } = null!;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static CancellationToken Ct => CancellationToken.None;

    /// <inheritdoc cref="ThingTemplates.Body"/>
    public static string Body(params string[] things) => ThingTemplates.Body(things);

    public Call Call(string operation) => new()
    {
        Service = CloudFormationModel.Service,
        Operation = CloudFormationModel.Service.Operations.Single(one => one.Name == operation),
        Region = "us-east-1",
        Principal = Principal.Root(Ec2Call.Account, "test"),
        Now = Now,
        Dice = dice,
        RequestId = "r",
        Origin = "http://localhost:4566",
    };

    public async Task<string> Create(string body, Action<CreateStackInput>? with = null)
    {
        var request = new CreateStackInput { StackName = Name, TemplateBody = body };
        with?.Invoke(request);
        return (await Formation.CreateStack(Call("CreateStack"), request, Ct)).StackId!;
    }

    public async Task Update(string body, Action<UpdateStackInput>? with = null)
    {
        var request = new UpdateStackInput { StackName = Name, TemplateBody = body };
        with?.Invoke(request);
        await Formation.UpdateStack(Call("UpdateStack"), request, Ct);
    }

    public async Task Delete(Action<DeleteStackInput>? with = null)
    {
        var request = new DeleteStackInput { StackName = Name };
        with?.Invoke(request);
        await Formation.DeleteStack(Call("DeleteStack"), request, Ct);
    }

    /// <summary>Looks until nothing moves any more, letting time pass as far as something is due.</summary>
    public async Task Settle(TimeSpan? within = null)
    {
        var until = Now + (within ?? TimeSpan.FromDays(2));
        for (var round = 0; round < 5000; round++)
        {
            var begun = Formation.Rounds.Begun;
            var next = await Formation.Rounds.Look(Ct);
            await Formation.Rounds.Idle();
            if (Formation.Rounds.Begun > begun)
            {
                continue;
            }

            if (next is not { } due || due > until)
            {
                return;
            }

            Now = due > Now ? due : Now;
        }

        throw new InvalidOperationException("It goes round in circles.");
    }

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    public async Task<Stack> Look(string name = Name) => (await Formation.DescribeStacks(
        Call("DescribeStacks"), new() { StackName = name }, Ct)).Stacks!.Single();

    public async Task<string> Status(string name = Name) => (await Look(name)).StackStatus!;

    /// <summary>All events, the oldest first, as <c>A CREATE_FAILED reason</c>.</summary>
    public async Task<List<string>> Events(string name = Name)
    {
        var all = new List<string>();
        string? token = null;
        do
        {
            var page = await Formation.DescribeStackEvents(
                Call("DescribeStackEvents"), new() { StackName = name, NextToken = token }, Ct);
            all.AddRange(page.StackEvents!.Select(each =>
                $"{each.LogicalResourceId} {each.ResourceStatus} {each.ResourceStatusReason}".TrimEnd()));
            token = page.NextToken;
        }
        while (token is not null);
        all.Reverse();
        return all;
    }

    /// <summary>Those of the last operation, from the stack's own first event on.</summary>
    public async Task<List<string>> LastEvents()
    {
        var all = await Events();
        return all[all.FindLastIndex(each => each.EndsWith(" User Initiated", StringComparison.Ordinal))..];
    }

    /// <summary>Refused with that code, and with that in its message.</summary>
    public static Task Refused(string code, Func<Task> act, string says = "") => Ec2Rig.Refused(code, act, says);

    private void Open() => Formation = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice.Fork($"life {++lives}"))
        {
            Report = static trouble => Assert.Fail($"{trouble}"),
        },
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Around,
        options);

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(StackRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
