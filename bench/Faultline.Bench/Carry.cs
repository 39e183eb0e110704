using System.Collections.Immutable;
using System.Net;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;

namespace Faultline.Bench;

/// <summary>
/// Our balancer alone in a process, with one node before targets at ports of this machine. Whatever line it is told, it
/// answers with how many bytes of its heap live.
/// </summary>
internal static class Carry
{
    public static async Task Serve(int port, bool isLayer4, IEnumerable<int> targets)
    {
        var atlas = Atlas.Draw(new());
        var zone = atlas.Region("us-east-1")!.Children[0];
        var node = new Node("bench", TimeProvider.System, Dice.Unforeseen());
        using var ways = new Ways(atlas, new Board(), Distances.None);
        await using var balancers = new Balancers(node, ways, new Sockets());
        var group = new GroupConfig("group", isLayer4 ? TargetProtocol.Tcp : TargetProtocol.Http)
        {
            Targets =
            [
                .. targets.Select(target => new TargetConfig($"{target}", new(IPAddress.Loopback, target), zone)),
            ],
            Check = new() { Protocol = CheckProtocol.None },
        };
        await balancers.Apply(
            new("bench")
            {
                Nodes = [new(zone, IPAddress.Loopback)],
                Listeners =
                [
                    new(port, isLayer4 ? ListenerProtocol.Tcp : ListenerProtocol.Http)
                    {
                        Rules = [new("default", [], new RuleAction.Forward([("group", 1)]))],
                    },
                ],
                Groups = ImmutableDictionary<string, GroupConfig>.Empty.Add("group", group),
            },
            CancellationToken.None);
        Console.WriteLine("Ready.");
        while (await Console.In.ReadLineAsync() is { } question)
        {
            Console.WriteLine($"{question} {GC.GetTotalMemory(forceFullCollection: true)}");
        }

        await new TaskCompletionSource().Task;
    }
}
