using System.Collections.Concurrent;
using System.Net;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>
/// A port for datagrams. All that comes from one client goes to one target for as long as it is well, over a port of
/// its own, so that answers find their way back.
/// </summary>
internal sealed class DatagramPort(BalancerNode node, ListenerPlan plan) : IPort
{
    private const int FlowsMax = 10_000;
    private const int BytesMax = 64 * 1024;

    /// <summary>A flow that is idle for so long is forgotten ("Network Load Balancers" in the user guide).</summary>
    private const int IdleTicks = 120;

    private readonly ConcurrentDictionary<IPEndPoint, Stream> flows = new();
    private volatile ListenerPlan plan = plan;
    private IDatagrams? listener;
    private Task takes = Task.CompletedTask;
    private bool isOver;

    public ListenerPlan Plan
    {
        get => plan;
        set => plan = value;
    }

    public bool IsOver
    {
        get => Volatile.Read(ref isOver);
        set => Volatile.Write(ref isOver, value);
    }

    public int? At => listener?.At.Port;

    public void Open()
    {
        if (listener is not null)
        {
            return;
        }

        try
        {
            listener = node.Bind(plan.Config.Port);
        }
        catch (IOException)
        {
            listener = node.Bind(0);
        }

        takes = Take(listener);
    }

    /// <summary>Nothing is open with datagrams: what was under way ends with it.</summary>
    public async Task Close()
    {
        listener?.Dispose();
        listener = null;
        await takes;
        foreach (var client in flows.Keys)
        {
            await Forget(client);
        }
    }

    public void Glance(int tick)
    {
        foreach (var (client, flow) in flows)
        {
            if (tick - flow.Since > IdleTicks || !flow.IsWell)
            {
                _ = Forget(client);
            }
        }
    }

    private async Task Take(IDatagrams from)
    {
        var buffer = new byte[BytesMax];
        while (await from.Receive(buffer) is { } datagram)
        {
            var flow = Flow(datagram.From, from);
            var fare = flow is null ? null : node.Fare(flow.Member.Config);
            node.Counts.Add(Count.BytesIn, datagram.Length);
            if (flow is not null && fare is { } delay)
            {
                flow.Since = node.Ticks;
                flow.Traffic.To(datagram.Length);
                await Send(flow.Own, buffer.AsMemory(0, datagram.Length), flow.Member.Config.Address, delay);
            }
        }
    }

    /// <summary>The flow of a client; null where there is no target, or no room.</summary>
    private Stream? Flow(IPEndPoint client, IDatagrams over)
    {
        if (flows.TryGetValue(client, out var known))
        {
            return known;
        }

        if (flows.Count >= FlowsMax || plan.Rules.Find(default) is not Act.Send send
            || send.Pick(node.Dice) is not { } group || group.Pick([], client) is not { } member)
        {
            node.Counts.Add(Count.ConnectionsRejected);
            return null;
        }

        node.Counts.Add(Count.Connections);
        var flow = new Stream(group, member, node.Bind(0))
        {
            Since = node.Ticks,
            Traffic = node.TrafficOf(member.Config.Address.Address),
        };
        flows[client] = flow;
        flow.Answers = Answer(flow, client, over);
        return flow;
    }

    /// <summary>What the target says goes to the client.</summary>
    private async Task Answer(Stream flow, IPEndPoint client, IDatagrams over)
    {
        var buffer = new byte[BytesMax];
        while (await flow.Own.Receive(buffer) is { } datagram)
        {
            if (!datagram.From.Equals(flow.Member.Config.Address))
            {
                continue;
            }

            flow.Traffic.From(datagram.Length);
            if (node.FareBack(flow.Member.Config) is { } delay)
            {
                flow.Since = node.Ticks;
                node.Counts.Add(Count.BytesOut, datagram.Length);
                await Send(over, buffer.AsMemory(0, datagram.Length), client, delay);
            }
        }
    }

    /// <summary>What is late does not hold up what comes after it: datagrams may pass one another.</summary>
    private ValueTask Send(IDatagrams over, ReadOnlyMemory<byte> bytes, IPEndPoint to, TimeSpan delay)
    {
        if (delay == TimeSpan.Zero)
        {
            return over.Send(bytes, to);
        }

        _ = SendLate(over, bytes.ToArray(), to, delay);
        return ValueTask.CompletedTask;
    }

    private async Task SendLate(IDatagrams over, byte[] bytes, IPEndPoint to, TimeSpan delay)
    {
        await Task.Delay(delay, node.Node.Clock);
        await over.Send(bytes, to);
    }

    private async Task Forget(IPEndPoint client)
    {
        if (flows.TryRemove(client, out var flow))
        {
            flow.Own.Dispose();
            await flow.Answers;
        }
    }

    /// <summary>What goes on between a client and its target.</summary>
    private sealed class Stream(Group group, Member member, IDatagrams own)
    {
        public Member Member => member;

        /// <summary>The port from which the target is spoken to on behalf of the client.</summary>
        public IDatagrams Own => own;

        /// <summary>Where it is counted what goes to the target and comes from it.</summary>
        public required Traffic Traffic { get; init; }

        public Task Answers { get; set; } = Task.CompletedTask;

        public int Since { get; set; }

        /// <summary>Its target may still be asked.</summary>
        public bool IsWell => Array.IndexOf(group.Roster.Usable, member) >= 0 || member.Config.Drains;
    }
}
