using System.Net;
using Faultline.Api.Rds;
using Faultline.Drills.Stories;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Stories.CloudFormation;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;

namespace Faultline.Stories.Rds.Backups;

/// <summary>
/// Two regions of a server that dies and comes back, with databases on machines that go on meanwhile. Whoever asks
/// repeats each request until it is answered.
/// </summary>
internal sealed class BackupCloud
{
    public const string Account = "111122223333";

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    private readonly Host host;
    private readonly Dictionary<string, Machine> machines;
    private Dictionary<string, Region> regions = [];
    private bool isTormented = true;

    public BackupCloud(World world)
    {
        (World, Stage) = (world, new Stage(world));
        host = world.Host("server");
        machines = Both.ToDictionary(name => name, _ => new Machine(world), StringComparer.Ordinal);
    }

    public static string[] Both => [Stage.Here, Stage.There];

    public World World { get; }

    public Stage Stage { get; }

    public ScriptedPostgres Postgres(string region) => machines[region].Postgres;

    public ScriptedBackups Backups(string region) => machines[region].Backups;

    public async Task Begin()
    {
        await Stage.Start();
        await Start();
    }

    /// <summary>
    /// Until it is told to stop, ends the server now and then, by its process or by its machine, lets calls of the
    /// engine fail, and takes the power of zones.
    /// </summary>
    public async Task Torment(bool withPower)
    {
        foreach (var machine in machines.Values)
        {
            machine.Postgres.FailShare = World.Dice.Chance(0.5) ? 0.05 : 0;
        }

        while (isTormented)
        {
            await World.Delay(World.Below(TimeSpan.FromSeconds(6)));
            if (withPower && World.Dice.Chance(0.3))
            {
                await Stage.Begin("zone-power", Stage.Seconds(1, 3), ("zone", Stage.SomeZone().Name));
            }
            else if (isTormented && World.Dice.Chance(0.6))
            {
                await Die();
            }
        }

        foreach (var machine in machines.Values)
        {
            machine.Postgres.FailShare = 0;
        }
    }

    public async Task Quiet(Task torment)
    {
        isTormented = false;
        await torment;
        await Stage.AllIsWell();
    }

    /// <summary>Asks RDS of a region until there is an answer.</summary>
    public async Task<TOutput> Ask<TOutput>(string region, string operation, IStructure input)
        where TOutput : class, IStructure
    {
        for (var until = World.Now + patience; World.Now < until;)
        {
            if (regions.TryGetValue(region, out var there))
            {
                try
                {
                    return await host.Run(async () => (TOutput)(await Rds(there)
                        .Invoke(Call(region, operation), input, CancellationToken.None))!);
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

    /// <summary>Asks until it is not refused for a reason that passes, or was done by an earlier try.</summary>
    public async Task Do(string region, string operation, IStructure input, string already = "")
    {
        for (var until = World.Now + patience; ;)
        {
            try
            {
                await Ask<IStructure>(region, operation, input);
                return;
            }
            catch (AwsError done) when (done.Code == already)
            {
                return;
            }
            catch (AwsError early) when (World.Now < until
                && early.Code is "InvalidDBInstanceState" or "ServiceUnavailable" or "PointInTimeRestoreNotEnabled")
            {
                await World.Delay(pause);
            }
        }
    }

    public async Task Until(string what, Func<Task<bool>> so)
    {
        for (var until = World.Now + patience; !await so();)
        {
            Assert.True(World.Now < until, $"Not within {patience.TotalMinutes} minutes: {what}. {await Says()}");
            await World.Delay(pause);
        }
    }

    /// <summary>How everything does, for whoever wonders why a story fails.</summary>
    private async Task<string> Says()
    {
        var all = new List<string>();
        foreach (var (name, region) in regions)
        {
            using var held = await Rds(region).Book.Take(CancellationToken.None);
            all.AddRange(held.State.Instances.All.Select(row =>
                $"{name} {row.Name} {row.Status}: {Text(Rds(region).Tending!.Clusters.Find(row.Id))}"));
            all.AddRange(held.State.Snapshots.All.Select(row => $"{name} {row.Id} {row.Shown.Status}"));
            all.AddRange(held.State.AutomatedBackups.All.Select(row => $"{name} {row.Id} {row.Shown.Status}"));
        }

        return string.Join('\n', all);
    }

    public async Task<DBInstance?> Instance(string region, string name) =>
        (await Ask<DBInstanceMessage>(region, "DescribeDBInstances", new DescribeDBInstancesMessage()))
        .DBInstances!.Find(each => each.DBInstanceIdentifier == name);

    public Task Available(string region, string name) => Until(
        $"{name} is available", async () => (await Instance(region, name))?.DBInstanceStatus == "available");

    public async Task<DBSnapshot?> Snapshot(string region, string name) =>
        (await Ask<DBSnapshotMessage>(region, "DescribeDBSnapshots", new DescribeDBSnapshotsMessage()))
        .DBSnapshots!.Find(each => each.DBSnapshotIdentifier == name);

    public async Task<DBInstanceAutomatedBackup?> Backup(string region) =>
        (await Ask<DBInstanceAutomatedBackupMessage>(
            region, "DescribeDBInstanceAutomatedBackups", new DescribeDBInstanceAutomatedBackupsMessage()))
        .DBInstanceAutomatedBackups!.FirstOrDefault();

    public async Task Create(string region, string name, int retention, bool multiAz = false)
    {
        await Do(region, "CreateDBInstance", new CreateDBInstanceMessage
        {
            DBInstanceIdentifier = name,
            DBInstanceClass = "db.t4g.micro",
            Engine = "postgres",
            AllocatedStorage = 20,
            PubliclyAccessible = false,
            MasterUsername = "postgres",
            MasterUserPassword = "hunter22",
            BackupRetentionPeriod = retention,
            MultiAZ = multiAz,
        }, "DBInstanceAlreadyExists");
        await Available(region, name);
    }

    /// <summary>The values of the database of that name, as its writer has them.</summary>
    public async Task<IReadOnlyList<long>> Values(string region, string name)
    {
        var id = (await Instance(region, name))!.DbiResourceId!.ToLowerInvariant();
        var postgres = Postgres(region);
        return postgres.Values(postgres.All.Single(server =>
            server.Key.StartsWith($"{id}-", StringComparison.Ordinal) && postgres.IsWriting(server.Key)).Key);
    }

    /// <summary>What the engine keeps that nobody has, and what somebody has that it has not.</summary>
    public async Task<string> Strays(string region)
    {
        using var held = await Rds(regions[region]).Book.Take(CancellationToken.None);
        var rows = held.State.Snapshots.All.Select(row => row.Backup).ToHashSet(StringComparer.Ordinal);
        var kept = Backups(region).All.Select(each => each.Key).ToHashSet(StringComparer.Ordinal);
        return string.Join(
            ' ', rows.Except(kept).Select(key => $"-{key}").Concat(kept.Except(rows).Select(key => $"+{key}")));
    }

    /// <summary>Whether everything that is said to be available is there.</summary>
    public async Task<bool> IsWhole(string region)
    {
        if (!regions.TryGetValue(region, out var there))
        {
            return true;
        }

        try
        {
            return await host.Run(async () =>
            {
                using var held = await Rds(there).Book.Take(CancellationToken.None);
                return held.State.Snapshots.All.All(row =>
                    row.Shown.Status != "available" || Backups(region).Find(row.Backup) is not null);
            });
        }
        catch (HostCrashed)
        {
            return true;
        }
        catch (StoreBroken)
        {
            return true;
        }
    }

    private static string Text(ClusterView? view) => view is null ? "nothing" :
        $"{view.Phase} {view.Why} {string.Join(", ", view.Members)} {string.Join(", ", view.Sight?.Followers ?? [])} "
        + string.Join(", ", view.Events.Select(each => each.Kind));

    private static Services.Rds.Rds Rds(Region region) => region.Apis.OfType<Services.Rds.Rds>().Single();

    private async Task Die()
    {
        if (World.Dice.Chance(0.5))
        {
            host.Disk.At(1 + World.Dice.Below(30), host.Crash);
            await World.Delay(World.Below(TimeSpan.FromSeconds(2)));
            host.Disk.PlanNothing();
        }

        regions = [];
        host.Kill();
        await World.Delay(World.Below(TimeSpan.FromSeconds(1)));
        foreach (var machine in machines.Values)
        {
            machine.Postgres.Orphan();
        }

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

    private async Task Open()
    {
        var node = host.Node;
        var opened = new Dictionary<string, Region>(StringComparer.Ordinal);
        var clusters = new Dictionary<string, Clusters>(StringComparer.Ordinal);
        var ways = new Ways(Stage.Atlas, Stage.Board, Distances.None);
        foreach (var name in Both)
        {
            var machine = machines[name];
            var store = await RegionStore.Open(node, new SetsFolder(host.Disk, name), Stage.StoreOptions);
            opened.Add(name, new(name, node, store, new()
            {
                Around = Surroundings.Quiet() with { Atlas = Stage.Atlas, Board = Stage.Board, Timing = Timing.Fast },
                Elsewhere = other => opened.GetValueOrDefault(other),
                Rds = new()
                {
                    Ways = ways,
                    Engines = new(machine.Postgres, machine.Backups, records => clusters[name] = new(
                        name,
                        node,
                        ways,
                        Stage.Board,
                        machine.Transport,
                        machine.Postgres,
                        machine.Backups,
                        records,
                        ClusterTimes.Fast)
                    {
                        Elsewhere = other => clusters.GetValueOrDefault(other),
                    }),
                },
            }));
        }

        foreach (var region in opened.Values)
        {
            region.Start();
        }

        regions = opened;
    }

    private Call Call(string region, string operation) => new()
    {
        Service = RdsModel.Service,
        Operation = RdsModel.Service.Find(operation)!,
        Region = region,
        Principal = Principal.Root(Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{World.Elapsed.Ticks}",
        Origin = "http://localhost:4566",
    };

    /// <summary>What outlives the server in a region: addresses, databases, backups.</summary>
    private sealed class Machine
    {
        public Machine(World world)
        {
            Postgres = new(world, Transport);
            Backups = new(Postgres);
        }

        public SimulatedTransport Transport { get; } = new();

        public ScriptedPostgres Postgres { get; }

        public ScriptedBackups Backups { get; }
    }
}
