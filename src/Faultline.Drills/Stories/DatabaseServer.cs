using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Services.Rds;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Drills.Stories;

/// <summary>
/// RDS of a region, on a server that can be killed, over scripted PostgreSQL servers that go on meanwhile.
/// </summary>
#pragma warning disable CA1001 // The region ends its clusters, and a server that is killed ends nothing.
internal sealed class DatabaseServer
#pragma warning restore CA1001
{
    private readonly Stage stage;
    private readonly string name;
    private readonly Host host;
    private Region? region;
    private Clusters? clusters;
    private long requests;

    public DatabaseServer(Stage stage, string name = Stage.Here)
    {
        (this.stage, this.name) = (stage, name);
        host = stage.World.Host($"server of {name}");
        Postgres = new(stage.World, Transport);
        Backups = new(Postgres);
    }

    /// <summary>Who listens at the addresses of the machine.</summary>
    public SimulatedTransport Transport { get; } = new();

    public ScriptedPostgres Postgres { get; }

    public ScriptedBackups Backups { get; }

    /// <summary>The same in another region of this cloud.</summary>
    public Func<string, DatabaseServer?> Elsewhere { get; set; } = static _ => null;

    /// <summary>It has recovered and answers.</summary>
    public bool Answers => region is not null;

    public Task Start() => host.Run(async () =>
    {
        var node = host.Node;
        var store = await RegionStore.Open(node, host.Disk, Stage.StoreOptions);
        var ways = new Ways(stage.Atlas, stage.Board, Distances.None);
        var opened = new Region(name, node, store, new()
        {
            Around = Surroundings.Quiet() with { Atlas = stage.Atlas, Board = stage.Board, Timing = Timing.Fast },
            Rds = new()
            {
                Ways = ways,
                Engines = new(Postgres, Backups, records => clusters = new(
                    name, node, ways, stage.Board, Transport, Postgres, Backups, records, ClusterTimes.Fast)
                {
                    Elsewhere = other => Elsewhere(other)?.clusters,
                }),
            },
            Elsewhere = other => Elsewhere(other)?.region,
        });
        opened.Start();
        region = opened;
    });

    /// <summary>What the server was doing ends in the middle; the databases go on.</summary>
    public void Kill()
    {
        (region, clusters) = (null, null);
        host.Kill();
        Postgres.Orphan();
    }

    /// <summary>What its disk was asked for so far: writes and syncs.</summary>
    public long DiskActs => host.Disk.Writes + host.Disk.Syncs;

    /// <summary>It dies just before a write or sync of its disk, counted from 1, and its disk may lose power.</summary>
    public void DieAt(long nth, bool losesPower) => host.Disk.At(nth, () =>
    {
        Kill();
        if (losesPower)
        {
            host.Disk.Crash();
        }
    });

    /// <summary>Calls an operation of RDS; null when the server is not there, or dies over it.</summary>
    public Task<TOutput?> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure =>
        Ask<TOutput>(RdsModel.Service, operation, input);

    /// <summary>As the other, of any service.</summary>
    public async Task<TOutput?> Ask<TOutput>(ServiceModel service, string operation, IStructure input)
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

    /// <summary>An instance as the API shows it; null where there is none, or nobody answers.</summary>
    public async Task<DBInstance?> Find(string instance) =>
        (await Ask<DBInstanceMessage>("DescribeDBInstances", new DescribeDBInstancesMessage()))
        ?.DBInstances!.Find(each => each.DBInstanceIdentifier == instance);

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

    /// <summary>Its databases as they are on the machine; none while it is not there.</summary>
    public async Task<IReadOnlyList<RunningDatabase>> Databases() => region is not { } here
        ? []
        : await host.Run(async () => await here.Databases());

    private Call Call(ServiceModel service, string operation) => new()
    {
        Service = service,
        Operation = service.Find(operation)!,
        Region = name,
        Principal = Principal.Root(Client.Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
