using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Postgres;

/// <summary>
/// The clusters of a region on a server that can crash, over scripted PostgreSQL servers that go on meanwhile, and
/// clients that remember what they were told.
/// </summary>
#pragma warning disable CA1001 // A scene ends with its world, and nobody listens at the board after that.
internal sealed class Scene
#pragma warning restore CA1001
{
    public const string Here = "us-east-1";
    public const string There = "eu-west-1";

    /// <summary>A story of this kind that takes so many steps goes round in circles.</summary>
    public static readonly Limits Bound = new() { StepsMax = 200_000 };

    public static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Atlas Map = Atlas.Draw(new() { HostsInZone = 2, RacksInZone = 1 });

    private readonly World world;
    private readonly List<Fault> faults = [];
    private readonly Dictionary<string, ClusterConfig> configs = new(StringComparer.Ordinal);
    private readonly Host host;
    private readonly string region;
    private Ways? ways;

    public Scene(World world, string region = Here, Scene? beside = null)
    {
        (this.world, this.region) = (world, region);
        host = world.Host(region);
        Board = beside?.Board ?? new();
        faults = beside?.faults ?? faults;
        Transport = beside?.Transport ?? new();
        Postgres = new(world, Transport) { Takes = world.Below(6 * Ms) + TimeSpan.FromMicroseconds(1) };
        Backups = new(Postgres);
    }

    public static IPEndPoint Door { get; } = new(IPAddress.Parse("127.5.0.1"), 5432);

    public Board Board { get; }

    public SimulatedTransport Transport { get; }

    public ScriptedPostgres Postgres { get; }

    public ScriptedBackups Backups { get; }

    public Host Host => host;

    public Clusters Clusters { get; private set; } = null!;

    public Func<string, Clusters?> Elsewhere { get; set; } = static _ => null;

    public ClusterTimes Times { get; set; } = ClusterTimes.Fast;

    /// <summary>What clients were told is committed.</summary>
    public List<long> Acknowledged { get; } = [];

    public static Domain Place(string name) =>
        Map.TryFind(name, out var place) ? place : throw new ArgumentException($"There is no {name}.");

    public static Domain Zone(int number) => Place($"use1-az{number}");

    /// <summary>A server of a database, in a zone.</summary>
    public static MemberConfig Member(string database, int zone, int number = 1) => new(
        $"{database}-{(char)('a' + zone - 1)}{(number == 1 ? "" : number)}",
        Place($"use1-az{zone}-h{number}"),
        new(IPAddress.Parse($"127.6.{zone}.{number + 10 * database.Length}"), 5432));

    public static ClusterConfig Config(string name, params int[] zones) =>
        new(name, 18, new ClusterSeed.Empty())
        {
            Members = [.. zones.Select(zone => Member(name, zone))],
            Synchronous = zones.Length > 1 ? 1 : 0,
            Endpoint = new(Door, Place(Here)),
            Admin = new("admin", "secret"),
            Owner = new("owner", "password", "data"),
        };

    public ClusterView View(string name) => Clusters.Find(name)!;

    public ClusterConfig ConfigOf(string name) => configs[name];

    /// <summary>The server begins to live, or lives again.</summary>
    public Task Open() => host.Run(async () =>
    {
        ways = new(Map, Board, Distances.None);
        Clusters = new(
            region, host.Node, ways, Board, Transport, Postgres, Backups, new DiskRecords(host.Disk), Times)
        {
            Elsewhere = name => Elsewhere(name),
        };
        foreach (var config in configs.Values)
        {
            await Clusters.Apply(config, CancellationToken.None);
        }
    });

    /// <summary>The server loses its power, or is only killed, and lives again a moment later.</summary>
    public async Task Crash()
    {
        if (world.Dice.Chance(0.5))
        {
            host.Crash();
        }
        else
        {
            host.Kill();
        }

        Postgres.Orphan();
        await world.Delay(world.Below(500 * Ms) + Ms);
        await Open();
    }

    public async Task Apply(ClusterConfig config)
    {
        configs[config.Name] = config;
        try
        {
            await host.Run(async () => await Clusters.Apply(config, CancellationToken.None));
        }
        catch (HostCrashed)
        {
            // Its next life takes it up.
        }
    }

    public async Task Remove(string name)
    {
        configs.Remove(name);
        await host.Run(async () => await Clusters.Remove(name, CancellationToken.None));
    }

    /// <summary>A fault is in force until it is ended.</summary>
    public void Begin(Fault fault)
    {
        world.Trace($"begins: {fault.Says}");
        faults.Add(fault);
        Show();
    }

    public void End(Fault fault)
    {
        world.Trace($"ends: {fault.Says}");
        faults.Remove(fault);
        Show();
    }

    /// <summary>A fault lasts for a while.</summary>
    public async Task During(Fault fault, TimeSpan span)
    {
        Begin(fault);
        await world.Delay(span);
        End(fault);
    }

    /// <summary>Writes once through the endpoint, or at an address; remembers it if it was acknowledged.</summary>
    public async Task<ScriptedWrite> Write(long value, TimeSpan? limit = null, IPEndPoint? at = null)
    {
        var heard = await Postgres.Write(at ?? Door, value, limit ?? Second);
        if (heard == ScriptedWrite.Acknowledged)
        {
            Acknowledged.Add(value);
        }

        return heard;
    }

    /// <summary>Waits until something is so; fails the story when it is not within a bound.</summary>
    public async Task Until(string what, Func<bool> isSo, TimeSpan? within = null)
    {
        var end = world.Elapsed + (within ?? 60 * Second);
        while (!isSo())
        {
            if (world.Elapsed > end)
            {
                var views = string.Join('\n', Clusters.All.Select(Text));
                var servers = string.Join('\n', Postgres.All.Select(Postgres.Text));
                throw new InvalidOperationException($"Not within {within ?? 60 * Second}: {what}.\n{views}\n{servers}\n"
                    + string.Join('\n', configs.Keys.Select(Clusters.Describe)));
            }

            await world.Delay(20 * Ms);
        }
    }

    /// <summary>It takes writes, and all of its members do what they are to.</summary>
    public bool IsWhole(string name)
    {
        var config = configs[name];
        return Clusters.Find(name) is { Phase: ClusterPhase.Available } view
            && view.Members.Count == config.Members.Count
            && view.Members.Count(member => member.Phase is MemberPhase.Writing or MemberPhase.Following)
                == config.Members.Count
            && view.Members.Count(member => member.IsInSync) == config.Synchronous;
    }

    public Task UntilWhole(string name) => Until($"{name} is whole", () => IsWhole(name));

    /// <summary>Everything that was acknowledged is with whoever writes now.</summary>
    public void CheckNothingIsLost(string name)
    {
        var values = Postgres.Values(View(name).Writer!).ToHashSet();
        Assert.Empty(Acknowledged.Except(values));
    }

    private static string Text(ClusterView view) =>
        $"{view.Name}: {view.Phase}, {view.Writer} writes; {string.Join(", ", view.Members)}; "
        + string.Join(", ", view.Events.Select(each => $"{each.Kind} {each.Member} {each.Why}"));

    private void Show() => Board.Show(new(
        [.. faults.SelectMany(fault => fault.Effects(Map, salt: 1, left: 1)).Select(effect => ("fault", effect))]));
}
