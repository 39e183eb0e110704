using System.Collections.Immutable;
using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.Rds;
using Faultline.Api.ZonalShift;
using Faultline.Drills.Stories;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Services.Ec2;
using Faultline.Services.Fis.Actions;
using Faultline.Services.Fis.Targets;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Stories.Fis;

/// <summary>A region in which actions of experiments are begun, tended and ended one by one.</summary>
#pragma warning disable CA1001 // A world that is over ends what was played in it.
internal sealed class Rehearsal
#pragma warning restore CA1001
{
    public const string Role = "arn:aws:iam::000000000000:role/app";

    private static readonly TimeSpan limit = TimeSpan.FromMinutes(3);

    private readonly World world;
    private readonly Host host;
    private readonly SimulatedTransport transport = new();
    private readonly SimulatedFolders folders = new();
    private readonly ScriptedVolumes volumes;
    private Region region = null!;
    private ActionReach reach = null!;
    private IReadOnlyList<ActionKind> catalogue = [];

    private Rehearsal(World world)
    {
        this.world = world;
        Stage = new(world);
        host = world.Host("server");
        volumes = new(world.Clock);
        Processes = new(world, "server");
        Postgres = new(world, transport);
    }

    public Stage Stage { get; }

    public ScriptedProcesses Processes { get; }

    public ScriptedPostgres Postgres { get; }

    public ScriptedBalancers Balancers { get; } = new();

    public Ec2Api Ec2 => reach.Ec2;

    public AutoScalingApi AutoScaling => reach.AutoScaling;

    public RdsApi Rds => reach.Rds;

    public CloudWatchApi CloudWatch => reach.CloudWatch;

    public ZonalShiftApi Shifts => reach.Shifts;

    public ElbApi Elb => region.Apis.OfType<ElbApi>().Single();

    /// <summary>Somebody in the role that faults are aimed at.</summary>
    public static Principal App { get; } =
        new(Client.Account, $"arn:aws:sts::{Client.Account}:assumed-role/app/i-1", "app", "key");

    public static async Task<Rehearsal> Open(World world)
    {
        var rehearsal = new Rehearsal(world);
        await rehearsal.Stage.Start();
        await rehearsal.host.Run(rehearsal.Start);
        return rehearsal;
    }

    /// <summary>An action of an experiment that begins now.</summary>
    public ActionScene Scene(
        string[] targets, TimeSpan? lasts = null, string name = "action", params (string Name, string Value)[] given) =>
        new()
        {
            Experiment = "EXP1",
            Name = name,
            Who = Principal.OfService(Client.Account, "fis.amazonaws.com", "experiments/EXP1"),
            Region = Stage.Here,
            Parameters = given.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal),
            Targets = [.. targets.Select(arn => new ResolvedTarget("", arn))],
            Began = world.Now,
            Lasts = lasts,
        };

    /// <summary>Begins an action; gives the scene with what it kept.</summary>
    public async Task<ActionScene> Begin(string action, ActionScene scene) =>
        scene with { Kept = await host.Run(async () => await Act(action).Begin(scene, CancellationToken.None)) };

    public Task<bool> IsOver(string action, ActionScene scene) =>
        host.Run(async () => await Act(action).IsOver(scene, CancellationToken.None));

    public Task Tend(string action, ActionScene scene) =>
        host.Run(async () => await Act(action).Tend(scene, CancellationToken.None));

    public Task End(string action, ActionScene scene) =>
        host.Run(async () => await Act(action).End(scene, CancellationToken.None));

    /// <summary>Calls an operation, as the root unless somebody else is named.</summary>
    public Task<TOut> Ask<TIn, TOut>(
        Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation, TIn request, Principal? who = null)
        where TIn : IStructure =>
        host.Run(async () => await reach.Calls.Ask(
            who ?? Principal.Root(Client.Account, "test"), operation, request, CancellationToken.None));

    /// <summary>Calls an operation that answers nothing.</summary>
    public Task Tell<TIn>(Func<Call, TIn, CancellationToken, ValueTask> operation, TIn request)
        where TIn : IStructure =>
        host.Run(async () => await reach.Calls.Ask(
            Principal.Root(Client.Account, "test"), operation, request, CancellationToken.None));

    /// <summary>The code that a call is refused with; null where it is not.</summary>
    public async Task<string?> Refusal<TIn, TOut>(
        Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation, TIn request, Principal? who = null)
        where TIn : IStructure
    {
        try
        {
            await Ask(operation, request, who);
            return null;
        }
        catch (AwsError refused)
        {
            return refused.Code;
        }
    }

    public Task Wait(TimeSpan span) => world.Delay(span);

    public async Task Until(string what, Func<Task<bool>> isSo)
    {
        for (var end = world.Now + limit; !await isSo();)
        {
            Assert.True(world.Now < end, $"Not within {limit}: {what}.");
            await world.Delay(TimeSpan.FromMilliseconds(250));
        }
    }

    /// <summary>An instance that runs, in a zone.</summary>
    public async Task<string> Launch(Domain zone)
    {
        var made = await Ask(Ec2.RunInstances, In(zone));
        var id = made.Instances![0].InstanceId!;
        await Until($"{id} runs", async () => await StateOf(id) == InstanceStateName.Running);
        return id;
    }

    public static RunInstancesRequest In(Domain zone) => new()
    {
        ImageId = "ami-0fa01000000000003",
        InstanceType = "t3.micro",
        MinCount = 1,
        MaxCount = 1,
        Placement = new() { AvailabilityZoneId = zone.Name },
    };

    public static string ArnOf(string instance) => $"arn:aws:ec2:{Stage.Here}:{Client.Account}:instance/{instance}";

    public async Task<string> StateOf(string instance) => (await Look(instance)).State!.Name!;

    public async Task<Api.Ec2.Instance> Look(string instance) =>
        (await Ask(Ec2.DescribeInstances, new DescribeInstancesRequest { InstanceIds = [instance] }))
        .Reservations![0].Instances![0];

    /// <summary>How often an instance has booted, by what runs of it.</summary>
    public int BootsOf(string instance) => Processes.All
        .Where(tree => tree.Key.StartsWith(instance, StringComparison.Ordinal))
        .Max(tree => int.Parse(tree.Key.Split('.')[1], CultureInfo.InvariantCulture));

    private IAction Act(string id) => catalogue.Single(kind => kind.Id == id).Acts!;

    private async Task Start()
    {
        var (node, ways) = (host.Node, new Ways(Stage.Atlas, Stage.Board, Distances.None));
        var store = await RegionStore.Open(node, host.Disk, Stage.StoreOptions);
        var around = Surroundings.Quiet() with { Atlas = Stage.Atlas, Board = Stage.Board, Timing = Timing.Fast };
        var backups = new ScriptedBackups(Postgres);
        region = new(Stage.Here, node, store, new()
        {
            Around = around,
            Ec2 = new() { Engines = new(Processes, folders, volumes, transport, ways), AddressesMax = 100 },
            Elb = new() { Balancers = Balancers },
            Rds = new()
            {
                Ways = ways,
                Engines = new(Postgres, backups, records => new Clusters(
                    Stage.Here, node, ways, Stage.Board, transport, Postgres, backups, records, ClusterTimes.Fast)),
            },
        });
        region.Start();
        reach = new()
        {
            Node = node,
            Around = around,
            Calls = new(Stage.Here, node, around),
            Ec2 = region.Apis.OfType<Ec2Api>().Single(),
            AutoScaling = region.Apis.OfType<AutoScalingApi>().Single(),
            Rds = region.Apis.OfType<RdsApi>().Single(),
            CloudWatch = region.Apis.OfType<CloudWatchApi>().Single(),
            Shifts = region.Apis.OfType<ZonalShiftApi>().Single(),
            Faults = Stage.Faults,
            Machines = new()
            {
                Rebalance = (id, at, ct) => Order(id, new InstanceOrder.Rebalance { At = at }, ct),
                Interrupt = (id, at, ct) =>
                    Order(id, new InstanceOrder.Interrupt(default, Stops: false) { At = at }, ct),
                Booted = async () => (await region.Machines())
                    .Where(each => each.Booted is not null)
                    .ToImmutableDictionary(each => each.Id, each => each.Booted!.Value),
            },
        };
        catalogue = ActionCatalog.All(reach);
    }

    private async ValueTask<bool> Order(string id, InstanceOrder order, CancellationToken ct)
    {
        try
        {
            return await region.Order(id, order, ct);
        }
        catch (OrderRefused)
        {
            return false;
        }
    }
}
