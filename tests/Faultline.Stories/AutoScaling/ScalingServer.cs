using Faultline.Api.AutoScaling;
using Faultline.Drills.Stories;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Stories.AutoScaling;

/// <summary>A region on a server that can be killed, for whoever asks Auto Scaling and lets alarms act.</summary>
internal sealed class ScalingServer
{
    private readonly Stage stage;
    private readonly Host host;
    private readonly SimulatedFolders folders = new();
    private readonly ScriptedVolumes volumes;
    private readonly ScriptedProcesses processes;
    private readonly SimulatedTransport transport = new();
    private Region? region;
    private long requests;

    public ScalingServer(Stage stage)
    {
        this.stage = stage;
        host = stage.World.Host("server");
        volumes = new(stage.World.Clock);
        processes = new(stage.World, "server");
    }

    public Task Start() => host.Run(async () =>
    {
        transport.Reset();
        var store = await RegionStore.Open(host.Node, host.Disk, Stage.StoreOptions);
        var ways = new Ways(stage.Atlas, stage.Board, Distances.None);
        var opened = new Region(Stage.Here, host.Node, store, new()
        {
            Around = Surroundings.Quiet() with { Atlas = stage.Atlas, Board = stage.Board, Timing = Timing.Fast },
            Ec2 = new() { Engines = new(processes, folders, volumes, transport, ways), AddressesMax = 100 },
            Elb = new() { Balancers = new ScriptedBalancers() },
        });
        opened.Start();
        region = opened;
    });

    public void Kill()
    {
        region = null;
        host.Kill();
    }

    /// <summary>Calls an operation; null when the server is not there, or dies over it.</summary>
    public Task<TOutput?> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        On(async scaling => (TOutput?)await scaling.Invoke(Call(operation), input, CancellationToken.None));

    /// <summary>Lets an alarm act; what is wrong with it is an answer too.</summary>
    public Task<string?> Act(AlarmAction action) =>
        On(async scaling => await scaling.Act(action, CancellationToken.None));

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

    private async Task<T?> On<T>(Func<Services.AutoScaling.AutoScaling, Task<T?>> what) where T : class
    {
        if (region is not { } here)
        {
            return null;
        }

        try
        {
            return await host.Run(() => what(here.Apis.OfType<Services.AutoScaling.AutoScaling>().Single()));
        }
        catch (HostCrashed)
        {
            return null;
        }
    }

    private Call Call(string operation) => new()
    {
        Service = AutoScalingModel.Service,
        Operation = AutoScalingModel.Service.Find(operation)!,
        Region = Stage.Here,
        Principal = Principal.Root(Client.Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
