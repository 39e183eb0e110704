using System.Collections.Immutable;
using System.Net;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>A balancer with a node in each of three zones, and workers behind it, in simulated time.</summary>
internal sealed class Stall : IAsyncDisposable
{
    private readonly World world;
    private readonly Node node;
    private readonly Atlas atlas = Atlas.Draw(new());
    private readonly Board board = new();
    private readonly Ways ways;
    private readonly Balancers balancers;

    public Stall(World world)
    {
        this.world = world;
        node = world.Node("balancer");
        ways = new(atlas, board, Distances.None);
        balancers = new(node, ways, Transport, Logs);
        Config = new("front")
        {
            Nodes = [.. Zones.Select((zone, i) => new NodeConfig(zone, IPAddress.Parse($"127.9.0.{i + 1}")))],
            Listeners = [Listener()],
        };
    }

    public static CheckConfig Check { get; } = new()
    {
        Path = "/health",
        Interval = TimeSpan.FromSeconds(10),
        Timeout = TimeSpan.FromSeconds(5),
        HealthyAfter = 3,
        UnhealthyAfter = 2,
    };

    public SimulatedTransport Transport { get; } = new();

    public MemoryLogs Logs { get; } = new();

    public IReadOnlyList<Domain> Zones => [.. atlas.Region("us-east-1")!.Children.Take(3)];

    public List<Worker> Workers { get; } = [];

    public bool WorkersSpeakHttp2 { get; init; }

    public BalancerConfig Config { get; private set; }

    public GroupConfig Group => Config.Groups["all"];

    /// <summary>What is wrong with the workers and the ways to them, from now on.</summary>
    public void Fault(params Fault[] faults) => board.Show(new(
        [.. from fault in faults from effect in fault.Effects(atlas, 1, 1) select (fault.Says, effect)]));

    /// <summary>Workers in every zone in turn, behind one group, and time until they are found well.</summary>
    public async Task Open(int workers = 3, Func<GroupConfig, GroupConfig>? with = null, bool isWell = true)
    {
        for (var i = 0; i < workers; i++)
        {
            Workers.Add(new(Transport, node, $"w{i}", new(IPAddress.Parse($"127.9.1.{i + 1}"), 80))
            {
                SpeaksHttp2 = WorkersSpeakHttp2,
            });
        }

        var group = new GroupConfig("all", TargetProtocol.Http) { Targets = Targets(), Check = Check };
        await Apply(config => config with { Groups = config.Groups.SetItem("all", with?.Invoke(group) ?? group) });
        if (isWell)
        {
            await Until("all are healthy", () => Views("all").All(view => view.Health == TargetHealth.Healthy));
        }
    }

    public async Task Apply(Func<BalancerConfig, BalancerConfig> change)
    {
        Config = change(Config);
        await balancers.Apply(Config, CancellationToken.None);
    }

    public Task Regroup(Func<GroupConfig, GroupConfig> change) =>
        Apply(config => config with { Groups = config.Groups.SetItem("all", change(config.Groups["all"])) });

    public static ListenerConfig Listener(params RuleConfig[] rules) => new(80, ListenerProtocol.Http)
    {
        Rules = [.. rules, new("default", [], new RuleAction.Forward([("all", 1)]))],
    };

    public Caller Call(int zone = 0) => new(Transport, new(Config.Nodes[zone].Address, 80));

    /// <summary>What was carried to a worker's address and from it.</summary>
    public Traffic TrafficOf(Worker worker) => ways.TrafficOf(worker.At.Address);

    public IReadOnlyList<NodeView> Look() => balancers.Look("front");

    public IEnumerable<TargetView> Views(string group) =>
        Look().SelectMany(view => view.Targets).Where(target => target.Group == group);

    /// <summary>How many views of targets, over all nodes, are of that health.</summary>
    public int Count(TargetHealth health) => Views("all").Count(view => view.Health == health);

    /// <summary>Waits for something to be so; it must come within some simulated minutes.</summary>
    public async Task Until(string what, Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 6000, $"It never happened that {what}.");
            await world.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await balancers.DisposeAsync();
        Workers.ForEach(worker => worker.Die());
        ways.Dispose();
        Assert.Equal(0, Transport.Listeners);
    }

    public ImmutableArray<TargetConfig> Targets() =>
    [
        .. Workers.Select((worker, i) => new TargetConfig(worker.Name, worker.At, Zones[i % 3].Children[0])
        {
            Zone = Zones[i % 3].Name,
        }),
    ];
}
