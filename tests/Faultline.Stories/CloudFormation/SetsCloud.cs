using Faultline.Api.CloudFormation;
using Faultline.Api.Sqs;
using Faultline.Drills.Stories;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Stories.CloudFormation;

/// <summary>
/// Two regions of a server that dies and comes back, with all their services: stack sets whose stacks are real, and
/// whose resources are queues.
/// </summary>
internal sealed class SetsCloud
{
    public const string Admin = "111122223333";
    public const string Name = "net";

    /// <summary>A template with one parameter and one queue.</summary>
    public const string Body = """
        {
          "Parameters": { "Delay": { "Type": "Number", "Default": 1 } },
          "Resources": {
            "Line": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": { "Ref": "Delay" } } }
          }
        }
        """;

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);

    private readonly Host host;
    private Dictionary<string, Region> regions = [];
    private long requests;

    public SetsCloud(World world)
    {
        (World, Stage) = (world, new Stage(world));
        host = world.Host("server");
    }

    public World World { get; }

    public Stage Stage { get; }

    public static string[] Both => [Stage.Here, Stage.There];

    public static string Account(int number) => $"{number}".PadLeft(12, '9');

    public async Task Begin()
    {
        await Stage.Start();
        await Start();
    }

    /// <summary>Ends the server now and then, by its process or by its machine.</summary>
    public async Task Torment(int times)
    {
        for (var count = 0; count < times; count++)
        {
            await World.Delay(World.Below(TimeSpan.FromSeconds(5)));
            if (World.Dice.Chance(0.5))
            {
                host.Disk.At(1 + World.Dice.Below(40), host.Crash);
                await World.Delay(World.Below(TimeSpan.FromSeconds(2)));
                host.Disk.PlanNothing();
            }

            regions = [];
            host.Kill();
            await World.Delay(World.Below(TimeSpan.FromSeconds(1)));
            await Start();
        }
    }

    /// <summary>Asks a service of an account in a region until there is an answer.</summary>
    public async Task<TOutput> Ask<TOutput>(
        ServiceModel service, string account, string region, string operation, IStructure input)
        where TOutput : class, IStructure
    {
        for (var until = World.Now + TimeSpan.FromMinutes(60); World.Now < until;)
        {
            if (regions.TryGetValue(region, out var there))
            {
                try
                {
                    return await host.Run(async () => (TOutput)(await there.Apis.Single(api => api.Model == service)
                        .Invoke(Call(service, account, region, operation), input, CancellationToken.None))!);
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

    /// <summary>Asks CloudFormation as the administrator.</summary>
    public Task<TOutput> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(CloudFormationModel.Service, Admin, Stage.Here, operation, input);

    /// <summary>Takes an operation on under an id of its own, and waits until it is over.</summary>
    public async Task<StackSetOperation> Do(string operation, Func<string, IStructure> input)
    {
        var id = $"operation-{++requests}";
        await Ask<IStructure>(operation, input(id));
        for (var until = World.Now + TimeSpan.FromMinutes(60); World.Now < until;)
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

        throw new InvalidOperationException($"{operation} never ends.");
    }

    /// <summary>All queues of all targets, as <c>account region delay</c>.</summary>
    public async Task<List<string>> Queues(int accounts)
    {
        var all = new List<string>();
        foreach (var number in Enumerable.Range(1, accounts))
        {
            foreach (var region in Both)
            {
                var account = Account(number);
                var found = await Ask<ListQueuesResult>(
                    SqsModel.Service, account, region, "ListQueues", new ListQueuesRequest());
                foreach (var url in found.QueueUrls ?? [])
                {
                    var queue = await Ask<GetQueueAttributesResult>(
                        SqsModel.Service, account, region, "GetQueueAttributes",
                        new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["All"] });
                    all.Add($"{number} {region} {queue.Attributes!["DelaySeconds"]}");
                }
            }
        }

        return all;
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

    private async Task Open()
    {
        var opened = new Dictionary<string, Region>(StringComparer.Ordinal);
        foreach (var name in Both)
        {
            var store = await RegionStore.Open(host.Node, new SetsFolder(host.Disk, name), Stage.StoreOptions);
            opened.Add(name, new(name, host.Node, store, new()
            {
                Around = Surroundings.Quiet() with { Atlas = Stage.Atlas, Board = Stage.Board, Timing = Timing.Fast },
                Opens = (other, _) => new(opened.GetValueOrDefault(other)),
            }));
        }

        foreach (var region in opened.Values)
        {
            region.Start();
        }

        regions = opened;
    }

    private Call Call(ServiceModel service, string account, string region, string operation) => new()
    {
        Service = service,
        Operation = service.Find(operation)!,
        Region = region,
        Principal = Principal.Root(account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{World.Elapsed.Ticks}",
        Origin = "http://localhost:4566",
    };
}
