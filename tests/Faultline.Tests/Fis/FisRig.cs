using Faultline.Api.Fis;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Services.Fis.Actions;
using Faultline.Store;
using Faultline.Tests.CloudFormation;
using Faultline.Tests.Ec2;
using Faultline.Tests.Logs;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Fis;

/// <summary>
/// Fault injection of a region over a store in memory, with actions, instances and alarms that a test scripts. Nothing
/// moves by itself: it looks when the test says so, at the hour that the test sets.
/// </summary>
internal sealed class FisRig
{
    public const string Account = Ec2Call.Account;
    public const string Role = $"arn:aws:iam::{Account}:role/chaos";

    private readonly Dice dice = new(11);
    private readonly TellTale timeline = new();
    private MemoryDisk disk = new();
    private int tokens;

    public FisRig()
    {
        Kinds = ScriptedKinds.Of(Action);
        Open();
    }

    public IReadOnlyList<ActionKind> Kinds { get; }

    public Services.Fis.Fis Fis { get; private set; } = null!;

    public ScriptedAction Action { get; } = new();

    public ScriptedEc2 Ec2 { get; } = new();

    public ScriptedAlarms Alarms { get; } = new();

    public LogsRig Logs { get; } = new();

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>What the timeline was told.</summary>
    public IReadOnlyList<string> Told => timeline.Says;

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Account) => new()
    {
        Service = FisModel.Service,
        Operation = FisModel.Service.Find(operation)!,
        Region = "us-east-1",
        Principal = Principal.Root(account, null),
        Now = Now,
        Dice = dice,
        RequestId = "r",
        Origin = "http://localhost:4566",
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>A template with these actions, each as <c>name kind after,after parameter=value ...</c>.</summary>
    public CreateExperimentTemplateRequest Request(params string[] actions) => new()
    {
        ClientToken = $"t{++tokens}",
        Description = "d",
        RoleArn = Role,
        StopConditions = [new() { Source = "none" }],
        Targets = new()
        {
            ["machines"] = new()
            {
                ResourceType = "aws:ec2:instance",
                ResourceTags = new() { ["role"] = "web" },
                SelectionMode = "ALL",
            },
        },
        Actions = actions.Select(text => text.Split(' ')).ToDictionary(
            words => words[0],
            words => new CreateExperimentTemplateActionInput
            {
                ActionId = words[1],
                StartAfter = words.Length > 2 && words[2] != "-" ? [.. words[2].Split(',')] : null,
                Targets = words[1] == ScriptedKinds.Aimed ? new() { ["Instances"] = "machines" } : null,
                Parameters = words.Length > 3
                    ? words[3..].Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1])
                    : null,
            }),
    };

    public async Task<ExperimentTemplate> Create(CreateExperimentTemplateRequest request) =>
        (await Fis.CreateExperimentTemplate(Call("CreateExperimentTemplate"), request, Ct)).ExperimentTemplate!;

    public async Task<string> Start(ExperimentTemplate template, string? mode = null) =>
        (await Fis.StartExperiment(
            Call("StartExperiment"),
            new()
            {
                ClientToken = $"s{++tokens}",
                ExperimentTemplateId = template.Id!,
                ExperimentOptions = mode is null ? null : new() { ActionsMode = mode },
            },
            Ct)).Experiment!.Id!;

    /// <summary>A template of these actions is made and an experiment started; all that can happen now has.</summary>
    public async Task<string> Run(params string[] actions)
    {
        var id = await Start(await Create(Request(actions)));
        await Settle();
        return id;
    }

    public async Task<Experiment> Get(string id) =>
        (await Fis.GetExperiment(Call("GetExperiment"), new() { Id = id }, Ct)).Experiment!;

    /// <summary>How an experiment stands: its status, and its actions as <c>name status</c>.</summary>
    public async Task<string> Look(string id)
    {
        var shown = await Get(id);
        return string.Join(", ", shown.Actions!.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => $"{each.Key} {each.Value.State!.Status}")
            .Prepend(shown.State!.Status!));
    }

    /// <summary>Time passes in steps of a second, with a look after each.</summary>
    public async Task Pass(TimeSpan span)
    {
        for (var until = Now + span; Now < until;)
        {
            Now += TimeSpan.FromSeconds(1);
            await Settle();
        }
    }

    /// <summary>Looks until nothing more happens at this hour.</summary>
    public async Task Settle()
    {
        for (var looks = 0; looks < 200; looks++)
        {
            var next = await Fis.Rounds.Look(Ct);
            if (!(next <= Now))
            {
                return;
            }
        }

        Assert.Fail("It never comes to rest.");
    }

    public static async Task<string> Refused(string code, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<AwsError>(act);
        Assert.Equal(code, error.Code);
        return error.Message;
    }

    private void Open() => Fis = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Surroundings.Quiet() with { Timeline = timeline },
        new()
        {
            Actions = Kinds,
            Ec2 = Ec2,
            CloudWatch = Alarms,
            Logs = Logs.Logs,
        });

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(FisRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }

    private sealed class TellTale : IRecorder
    {
        public List<string> Says { get; } = [];

        public void Note(Happening happening) => Says.Add(happening.Says);
    }
}
