using System.Net;
using Faultline.Drills.Stories;
using Faultline.Engines.Balancer;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Services.Ec2;
using Faultline.Services.LoadBalancing;
using Faultline.Services.Rds;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Planes;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Drills.Simulated;

/// <summary>
/// One region with all its data planes in simulated time: processes and PostgreSQL are scripted, what stands above them
/// is what runs in the server.
/// </summary>
#pragma warning disable CA1001 // A world that is over ends all that was played in it.
internal sealed class SimulatedCloud
#pragma warning restore CA1001
{
    /// <summary>A boot of the built-in images, as it is on a small machine.</summary>
    private static readonly TimeSpan boots = TimeSpan.FromMilliseconds(400);

    private readonly Stage stage;
    private readonly string name;
    private readonly string account;
    private readonly Timing timing;
    private readonly Host host;
    private readonly Troupe troupe;
    private readonly SimulatedFolders folders = new();
    private readonly ScriptedVolumes volumes;
    private readonly ScriptedProcesses processes;
    private readonly ScriptedBackups backups;
    private Region region = null!;
    private long requests;

    public SimulatedCloud(Stage stage, string name, string account, Timing timing)
    {
        (this.stage, this.name, this.account, this.timing) = (stage, name, account, timing);
        host = stage.World.Host("server");
        volumes = new(stage.World.Clock);
        processes = new(stage.World, "server") { Default = new() { Ports = [80], ListensAfter = boots, Jitter = 0.5 } };
        Postgres = new(stage.World, Transport);
        backups = new(Postgres);
        troupe = new(this, stage.World.Node("machine"));
    }

    /// <summary>Who listens at the addresses of the machine.</summary>
    public SimulatedTransport Transport { get; } = new();

    public ScriptedPostgres Postgres { get; }

    public async Task Start()
    {
        await host.Run(Open);
        processes.OnChange(troupe.Look);
    }

    /// <summary>Calls an operation; with <paramref name="meetsFaults"/> as a customer does, at the gate.</summary>
    public Task<IStructure?> Invoke(
        ServiceModel service, string operation, IStructure input, bool meetsFaults, CancellationToken ct) =>
        host.Run(async () =>
        {
            var api = region.Apis.FirstOrDefault(api => api.Model == service)
                ?? throw new AwsError("NotImplemented", 501, $"{service.FullName} is not there in a simulation.");
            var call = Call(service, operation);
            if (meetsFaults)
            {
                await Gate(call, ct);
            }

            return await api.Invoke(call, input, ct);
        });

    public Task<IReadOnlyList<RunningInstance>> Machines() => host.Run(async () => await region.Machines());

    public Task<IReadOnlyList<RunningBalancer>> Balancers() => host.Run(async () => await region.Balancers());

    public Task<IReadOnlyList<RunningDatabase>> Databases() => host.Run(async () => await region.Databases());

    /// <summary>The ports at which instances are asked by balancers.</summary>
    public async Task<IReadOnlyCollection<int>> TargetPorts()
    {
        var groups = (Api.Elb.DescribeTargetGroupsOutput?)await Invoke(
            Api.Elb.ElbModel.Service,
            "DescribeTargetGroups",
            new Api.Elb.DescribeTargetGroupsInput(),
            meetsFaults: false,
            CancellationToken.None);
        return [.. (groups?.TargetGroups ?? []).Select(group => group.Port).OfType<int>().Append(80).Distinct()];
    }

    /// <summary>Whether the process tree of an instance stands still.</summary>
    public bool IsPaused(string tree) => processes.Find(tree) is { State: TreeState.Paused };

    private async Task Open()
    {
        var store = await RegionStore.Open(host.Node, host.Disk, Stage.StoreOptions);
        var ways = new Ways(stage.Atlas, stage.Board, Distances.None);
        region = new(name, host.Node, store, new()
        {
            Around = new(stage.Atlas, stage.Board, timing, stage.Timeline),
            Faults = stage.Faults,
            Ec2 = new() { Engines = new(processes, folders, volumes, Transport, ways), AddressesMax = 100 },
            Elb = new() { Balancers = new Balancers(host.Node, ways, Transport) },
            Rds = new()
            {
                Ways = ways,
                Engines = new(Postgres, backups, records => new Clusters(
                    name, host.Node, ways, stage.Board, Transport, Postgres, backups, records, ClusterTimes.Fast)),
            },
        });
        region.Start();
    }

    private async Task Gate(Call call, CancellationToken ct)
    {
        var facts = Planes.Of(call.Service.Id, call.Operation.Name);
        var verdict = stage.View.Gate(
            new(
                call.Service.Id,
                call.Operation.Name,
                stage.Atlas.Region(name)!,
                account,
                facts.ControlPlane,
                facts.Reads),
            host.Node.Now,
            host.Node.Dice);
        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, host.Node.Clock, ct);
        }

        switch (verdict.Action)
        {
            case GateAction.Error error:
                throw new AwsError(error.Code, error.Status ?? 503, error.Message);
            case GateAction.Drop:
                throw new IOException("A fault ended the connection.");
        }
    }

    private Call Call(ServiceModel service, string operation) => new()
    {
        Service = service,
        Operation = service.Find(operation)
            ?? throw new AwsError("InvalidAction", 400, $"{service.FullName} has no {operation}."),
        Region = name,
        Principal = Principal.Root(account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
