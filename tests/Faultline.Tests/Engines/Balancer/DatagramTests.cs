using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;
using Faultline.Network;

namespace Faultline.Tests.Engines.Balancer;

/// <summary>Datagrams over real sockets: there and back, one client to one target, nothing over a cut way.</summary>
public sealed class DatagramTests : IAsyncDisposable
{
    private static readonly Atlas Map = Atlas.Draw(new());
    private static readonly Domain Zone = Map.Region("us-east-1")!.Children[0];
    private static readonly Domain Other = Map.Region("us-east-1")!.Children[1];

    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
    private readonly Board board = new();
    private readonly Ways ways;
    private readonly Balancers balancers;
    private readonly List<UdpClient> targets = [];

    public DatagramTests()
    {
        ways = new(Map, board, Distances.None);
        balancers = new(new("test", TimeProvider.System, new Dice(3)), ways, new Sockets());
    }

    [Fact]
    public async Task What_a_client_sends_comes_back_from_one_target_that_never_changes()
    {
        var at = await Open(targetCount: 3);
        var seen = new HashSet<string>();
        for (var client = 0; client < 20; client++)
        {
            using var own = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            var who = await Ask(own, at);
            seen.Add(who);
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(who, await Ask(own, at));
            }
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Nothing_passes_a_way_that_is_cut()
    {
        var at = await Open(targetCount: 1);
        using var own = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal("t0", await Ask(own, at));
        var fault = new LinkCut(Zone, Other, OneWay: false);
        board.Show(new([.. fault.Effects(Map, 1, 1).Select(effect => (fault.Says, effect))]));
        var before = BytesIn();
        await own.SendAsync(Encoding.ASCII.GetBytes("lost"), at);
        while (BytesIn() == before)
        {
            await Task.Delay(5, patience.Token);
        }

        board.Show(BoardView.Empty);
        Assert.Equal("t0", await Ask(own, at, "found"));
        Assert.Equal(0, own.Available);
    }

    public async ValueTask DisposeAsync()
    {
        await balancers.DisposeAsync();
        targets.ForEach(target => target.Dispose());
        ways.Dispose();
        patience.Dispose();
    }

    private async Task<IPEndPoint> Open(int targetCount)
    {
        for (var i = 0; i < targetCount; i++)
        {
            var target = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            targets.Add(target);
            _ = Echo(target, $"t{i}");
        }

        var group = new GroupConfig("group", TargetProtocol.Udp)
        {
            Targets =
            [
                .. targets.Select((target, i) => new TargetConfig(
                    $"t{i}", (IPEndPoint)target.Client.LocalEndPoint!, Other)),
            ],
            Check = new() { Protocol = CheckProtocol.None },
            Algorithm = Algorithm.FlowHash,
        };
        await balancers.Apply(
            new("front")
            {
                Nodes = [new(Zone, IPAddress.Loopback)],
                Listeners =
                [
                    new(0, ListenerProtocol.Udp)
                    {
                        Rules = [new("default", [], new RuleAction.Forward([("group", 1)]))],
                    },
                ],
                Groups = ImmutableDictionary<string, GroupConfig>.Empty.Add("group", group),
            },
            patience.Token);
        return new(IPAddress.Loopback, balancers.Look("front").Single().Ports[0]);
    }

    private long BytesIn() => balancers.Look("front").Single().Counts![Count.BytesIn];

    private static async Task Echo(UdpClient target, string name)
    {
        try
        {
            while (true)
            {
                var received = await target.ReceiveAsync();
                var text = Encoding.ASCII.GetString(received.Buffer);
                await target.SendAsync(Encoding.ASCII.GetBytes($"{name} {text}"), received.RemoteEndPoint);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task<string> Ask(UdpClient from, IPEndPoint at, string text = "hello")
    {
        await from.SendAsync(Encoding.ASCII.GetBytes(text), at, patience.Token);
        var answer = Encoding.ASCII.GetString((await from.ReceiveAsync(patience.Token)).Buffer).Split(' ');
        Assert.Equal(text, answer[1]);
        return answer[0];
    }
}
