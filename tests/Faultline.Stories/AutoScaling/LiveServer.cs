using System.Net;
using Faultline.Drills.Stories;
using Faultline.Engines.Balancer;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Stories.Balancer;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Client = Faultline.Drills.Stories.Client;
using Region = Faultline.Services.Region;

namespace Faultline.Stories.AutoScaling;

/// <summary>
/// A whole region on a server that can be killed, with balancers that carry: at the address of each instance that runs
/// somebody answers, whatever becomes of the server.
/// </summary>
internal sealed class LiveServer
{
    /// <summary>Where instances answer.</summary>
    public const int Port = 8080;

    /// <summary>Drawn once: its map is a whole world's, and costs as much.</summary>
    private static readonly Surroundings quiet = Surroundings.Quiet();

    private readonly Stage stage;
    private readonly Host host;
    private readonly SimulatedFolders folders = new();
    private readonly ScriptedVolumes volumes;
    private readonly ScriptedProcesses processes;
    private readonly SortedDictionary<string, Worker> workers = new(StringComparer.Ordinal);
    private readonly Node machine;
    private Region? region;
    private long requests;

    public LiveServer(Stage stage)
    {
        this.stage = stage;
        host = stage.World.Host("server");
        machine = stage.World.Node("machine");
        volumes = new(stage.World.Clock);
        processes = new(stage.World, "server");
    }

    public SimulatedTransport Transport { get; } = new();

    public bool Answers => region is not null;

    /// <param name="timing">How long AWS's steps last.</param>
    public Task Start(Timing timing) => host.Run(async () =>
    {
        Transport.Reset();
        foreach (var worker in workers.Values)
        {
            worker.Start();
        }

        var store = await RegionStore.Open(host.Node, host.Disk, Stage.StoreOptions);
        var ways = new Ways(stage.Atlas, stage.Board, Distances.None);
        var opened = new Region(Stage.Here, host.Node, store, new()
        {
            Around = quiet with { Atlas = stage.Atlas, Board = stage.Board, Timing = timing },
            Ec2 = new() { Engines = new(processes, folders, volumes, Transport, ways), AddressesMax = 100 },
            Elb = new() { Balancers = new Balancers(host.Node, ways, Transport) },
        });
        opened.Start();
        region = opened;
    });

    public void Kill()
    {
        region = null;
        host.Kill();
    }

    /// <summary>Who runs answers, who does not run any more is gone; one look at it.</summary>
    public async Task Breathe()
    {
        if (region is not { } here)
        {
            return;
        }

        var running = await On(async () => (await here.Machines()).Where(each => each.Root is not null).ToList()) ?? [];
        foreach (var gone in workers.Keys.Where(id => !running.Exists(each => each.Id == id)).ToList())
        {
            workers[gone].Die();
            workers.Remove(gone);
        }

        foreach (var each in running.Where(each => !workers.ContainsKey(each.Id)))
        {
            workers.Add(each.Id, new(Transport, machine, each.Id, new(IPAddress.Parse(each.Address!), Port)));
        }
    }

    /// <summary>The nodes that a client finds under the balancers' names.</summary>
    public async Task<List<IPEndPoint>> Nodes() => region is not { } here
        ? []
        : [.. (await On(async () => (await here.Balancers()).ToList()) ?? [])
            .SelectMany(balancer => balancer.Named())
            .Where(node => node.Ports.ContainsKey(80))
            .Select(node => new IPEndPoint(node.Address, node.Ports[80]))];

    /// <summary>Calls an operation; null when the server is not there, or dies over it.</summary>
    public Task<TOutput?> Ask<TOutput>(ServiceModel service, string operation, IStructure input)
        where TOutput : class, IStructure => region is not { } here
            ? Task.FromResult<TOutput?>(null)
            : On(async () => (TOutput?)await here.Apis.Single(api => api.Model == service)
                .Invoke(Call(service, operation), input, CancellationToken.None));

    public async Task<IReadOnlyList<string>> Audit() => region is not { } here
        ? []
        : await On(async () => (await here.Audit()).ToList()) ?? [];

    private async Task<T?> On<T>(Func<Task<T?>> what) where T : class
    {
        try
        {
            return await host.Run(what);
        }
        catch (HostCrashed)
        {
            return null;
        }
    }

    private Call Call(ServiceModel service, string operation) => new()
    {
        Service = service,
        Operation = service.Find(operation)!,
        Region = Stage.Here,
        Principal = Principal.Root(Client.Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
