using Faultline.Api.CloudFormation;
using Faultline.Drills.Stories;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Tests.CloudFormation.Sets;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.CloudFormation;

/// <summary>
/// Stack sets on a server that dies and comes back, over scripted regions that outlive it. Whoever asks repeats each
/// request until it is answered, under the same id.
/// </summary>
internal sealed class SetsServer
{
    public const string Admin = "111122223333";
    public const string Name = "net";

    /// <summary>A template with one parameter and one resource.</summary>
    public const string Body = """
        {
          "Parameters": { "Delay": { "Type": "String", "Default": "0" } },
          "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } }
        }
        """;

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(300);

    private readonly Stage stage;
    private readonly Host host;
    private Services.CloudFormation.CloudFormation? sets;
    private long requests;

    public SetsServer(World world)
    {
        (World, stage) = (world, new Stage(world));
        host = world.Host("server");
        Regions = new(StringComparer.Ordinal)
        {
            [Stage.Here] = new(Stage.Here, world.Clock),
            [Stage.There] = new(Stage.There, world.Clock),
        };
    }

    public World World { get; }

    public SortedDictionary<string, ScriptedFormation> Regions { get; }

    public static string[] Both => [Stage.Here, Stage.There];

    public static string Account(int number) => $"{number}".PadLeft(12, '9');

    /// <summary>Starts what keeps the faults, and then the server.</summary>
    public async Task Begin()
    {
        await stage.Start();
        await Start();
    }

    private async Task Start()
    {
        while (true)
        {
            try
            {
                await host.Run(Open);
                return;
            }
            catch (HostCrashed)
            {
                // It died again while it came up.
            }
        }
    }

    /// <summary>Ends the server now and then, by its process or by its machine, for so long.</summary>
    public async Task Torment(TimeSpan span)
    {
        for (var until = World.Now + span; World.Now < until;)
        {
            await World.Delay(World.Below(TimeSpan.FromSeconds(4)));
            if (World.Dice.Chance(0.5))
            {
                host.Kill();
            }
            else
            {
                // Power fails at some write or sync to come.
                var isArmed = true;
                host.Disk.At(1 + World.Dice.Below(12), () =>
                {
                    if (isArmed)
                    {
                        host.Crash();
                    }
                });
                await World.Delay(World.Below(TimeSpan.FromSeconds(2)));
                isArmed = false;
                host.Kill();
            }

            sets = null;
            await World.Delay(World.Below(TimeSpan.FromSeconds(1)));
            await Start();
        }
    }

    /// <summary>Lets regions refuse calls, lose answers, freeze and be cut off, for so long.</summary>
    public async Task Disturb(TimeSpan span)
    {
        if (World.Dice.Chance(0.5))
        {
            await stage.Begin("link-cut", stage.Seconds(1, 6), ("from", Stage.Here), ("to", Stage.There));
        }

        if (World.Dice.Chance(0.3))
        {
            await stage.Begin("control-plane-frozen", stage.Seconds(1, 6), ("region", Stage.There));
        }

        foreach (var region in Regions.Values)
        {
            region.Before = _ => World.Dice.Chance(0.2) ? new AwsError("ServiceUnavailable", 503, "Not now.") : null;
            region.After = _ => World.Dice.Chance(0.3) ? new AwsError("RequestTimeout", 503, "Not heard.") : null;
        }

        await World.Delay(span);
        foreach (var region in Regions.Values)
        {
            region.Before = region.After = static _ => null;
        }
    }

    /// <summary>Asks until there is an answer.</summary>
    public async Task<TOutput> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure
    {
        for (var until = World.Now + TimeSpan.FromMinutes(30); World.Now < until;)
        {
            if (sets is { } here)
            {
                try
                {
                    return await host.Run(async () =>
                        (TOutput)(await here.Invoke(Call(operation), input, CancellationToken.None))!);
                }
                catch (HostCrashed)
                {
                    // Whether it was done shows when it is asked again.
                }
                catch (StoreBroken)
                {
                    // The machine is about to be gone.
                }
            }

            await World.Delay(pause);
        }

        throw new InvalidOperationException($"Nobody answers {operation}.");
    }

    public async Task Create(bool isManaged = false) => await Ask<CreateStackSetOutput>(
        "CreateStackSet",
        new CreateStackSetInput
        {
            StackSetName = Name,
            TemplateBody = Body,
            ClientRequestToken = "once",
            ManagedExecution = new() { Active = isManaged },
        });

    public async Task<string> Add(int accounts, StackSetOperationPreferences? asked = null) =>
        (await Ask<CreateStackInstancesOutput>("CreateStackInstances", new CreateStackInstancesInput
        {
            StackSetName = Name,
            Accounts = Accounts(accounts),
            Regions = [.. Both],
            OperationPreferences = asked,
            OperationId = $"add-{++requests}",
        })).OperationId!;

    public async Task<string> Change(string delay, StackSetOperationPreferences? asked = null) =>
        (await Ask<UpdateStackSetOutput>("UpdateStackSet", new UpdateStackSetInput
        {
            StackSetName = Name,
            UsePreviousTemplate = true,
            Parameters = [new() { ParameterKey = "Delay", ParameterValue = delay }],
            OperationPreferences = asked,
            OperationId = $"change-{++requests}",
        })).OperationId!;

    public async Task<string> Remove(int accounts, StackSetOperationPreferences? asked = null) =>
        (await Ask<DeleteStackInstancesOutput>("DeleteStackInstances", new DeleteStackInstancesInput
        {
            StackSetName = Name,
            Accounts = Accounts(accounts),
            Regions = [.. Both],
            RetainStacks = false,
            OperationPreferences = asked,
            OperationId = $"remove-{++requests}",
        })).OperationId!;

    public async Task Stop(string id)
    {
        try
        {
            await Ask<StopStackSetOperationOutput>(
                "StopStackSetOperation", new StopStackSetOperationInput { StackSetName = Name, OperationId = id });
        }
        catch (AwsError late) when (late.Code == "InvalidOperationException")
        {
            // It was over, or stopped by an earlier try.
        }
    }

    /// <summary>Waits until an operation is over.</summary>
    public async Task<StackSetOperation> End(string id)
    {
        for (var until = World.Now + TimeSpan.FromMinutes(30); World.Now < until;)
        {
            var found = (await Ask<DescribeStackSetOperationOutput>(
                "DescribeStackSetOperation",
                new DescribeStackSetOperationInput { StackSetName = Name, OperationId = id })).StackSetOperation!;
            if (found.EndTimestamp is not null)
            {
                return found;
            }

            await World.Delay(pause);
        }

        throw new InvalidOperationException($"{id} never ends.");
    }

    public async Task<List<StackSetOperationResultSummary>> Results(string id) =>
        (await Ask<ListStackSetOperationResultsOutput>(
            "ListStackSetOperationResults",
            new ListStackSetOperationResultsInput { StackSetName = Name, OperationId = id })).Summaries!;

    public async Task<List<StackInstanceSummary>> Instances() => (await Ask<ListStackInstancesOutput>(
        "ListStackInstances", new ListStackInstancesInput { StackSetName = Name })).Summaries!;

    private static List<string> Accounts(int count) => [.. Enumerable.Range(1, count).Select(Account)];

    private async Task Open()
    {
        var store = await RegionStore.Open(host.Node, host.Disk, Stage.StoreOptions);
        var opened = new Services.CloudFormation.CloudFormation(
            Stage.Here,
            host.Node,
            store,
            Surroundings.Quiet() with { Atlas = stage.Atlas, Board = stage.Board, Timing = Timing.Fast },
            new()
            {
                Elsewhere = (name, _) => new((CloudFormationApi?)Regions.GetValueOrDefault(name)),
                Ways = new Ways(stage.Atlas, stage.Board, Distances.None),
            });
        opened.Start();
        sets = opened;
    }

    private Call Call(string operation) => new()
    {
        Service = CloudFormationModel.Service,
        Operation = CloudFormationModel.Service.Find(operation)!,
        Region = Stage.Here,
        Principal = Principal.Root(Admin, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{World.Elapsed.Ticks}",
        Origin = "http://localhost:4566",
    };
}
