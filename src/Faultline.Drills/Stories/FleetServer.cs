using Faultline.Api.AutoScaling;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.ZonalShift;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Services.Ec2;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Drills.Stories;

/// <summary>
/// EC2 and load balancing of a region, on a server that can be killed, with machines that go on meanwhile: what runs is
/// the machine's, what is known is the server's.
/// </summary>
internal sealed class FleetServer
{
    private readonly Stage stage;
    private readonly Host host;
    private readonly SimulatedFolders folders = new();
    private readonly ScriptedVolumes volumes;
    private Region? region;
    private long requests;

    public FleetServer(Stage stage)
    {
        this.stage = stage;
        host = stage.World.Host("server");
        volumes = new(stage.World.Clock);
        Processes = new(stage.World, "server");
    }

    public ScriptedProcesses Processes { get; }

    /// <summary>Who listens at the addresses of the machine.</summary>
    public SimulatedTransport Transport { get; } = new();

    /// <summary>The volumes of the machine.</summary>
    public ScriptedVolumes Volumes => volumes;

    /// <summary>Those of this life of the server: they carry within it.</summary>
    public ScriptedBalancers Balancers { get; private set; } = new();

    /// <summary>It has recovered and answers.</summary>
    public bool Answers => region is not null;

    public Task Start() => host.Run(async () =>
    {
        var node = host.Node;
        Transport.Reset();
        Balancers = new();
        var store = await RegionStore.Open(node, host.Disk, Stage.StoreOptions);
        var ways = new Ways(stage.Atlas, stage.Board, Distances.None);
        var opened = new Region(Stage.Here, node, store, new()
        {
            Around = Surroundings.Quiet() with { Atlas = stage.Atlas, Board = stage.Board, Timing = Timing.Fast },
            Ec2 = new() { Engines = new(Processes, folders, volumes, Transport, ways), AddressesMax = 100 },
            Elb = new() { Balancers = Balancers },
        });
        opened.Start();
        region = opened;
    });

    public void Kill()
    {
        region = null;
        host.Kill();
    }

    /// <summary>Calls an operation of EC2; null when the server is not there, or dies over it.</summary>
    public Task<TOutput?> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(Ec2Model.Service, operation, input);

    /// <summary>The same of load balancing.</summary>
    public Task<TOutput?> AskElb<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(ElbModel.Service, operation, input);

    /// <summary>The same of classic load balancing.</summary>
    public Task<TOutput?> AskClassic<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(ClassicElbModel.Service, operation, input);

    /// <summary>The same of zonal shifts.</summary>
    public Task<TOutput?> AskShifts<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(ZonalShiftModel.Service, operation, input);

    /// <summary>The same of Auto Scaling.</summary>
    public Task<TOutput?> AskScaling<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(AutoScalingModel.Service, operation, input);

    /// <summary>The same of CloudWatch.</summary>
    public Task<TOutput?> AskWatch<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(CloudWatchModel.Service, operation, input);

    /// <summary>Does to an instance what AWS decides; false when the server is not there, or dies over it.</summary>
    public async Task<bool> Order(string instance, InstanceOrder order)
    {
        if (region is not { } here)
        {
            return false;
        }

        try
        {
            return await host.Run(async () => await here.Order(instance, order, CancellationToken.None));
        }
        catch (HostCrashed)
        {
            return false;
        }
    }

    /// <summary>Every promise that is broken now.</summary>
    public async Task<IReadOnlyList<string>> Audit()
    {
        if (region is not { } here)
        {
            return [];
        }

        try
        {
            return await host.Run(async () => await here.Audit());
        }
        catch (HostCrashed)
        {
            return [];
        }
    }

    /// <summary>Its instances as they are on the machine; none while it is not there.</summary>
    public async Task<IReadOnlyList<RunningInstance>> Machines() => region is not { } here
        ? []
        : await host.Run(async () => await here.Machines());

    private async Task<TOutput?> Ask<TOutput>(ServiceModel service, string operation, IStructure input)
        where TOutput : class, IStructure
    {
        if (region is not { } here)
        {
            return null;
        }

        try
        {
            return await host.Run(async () =>
                (TOutput?)await here.Apis.Single(api => api.Model == service)
                    .Invoke(Call(service, operation), input, CancellationToken.None));
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
