using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <summary>The balancers that carry over a transport, with their nodes.</summary>
/// <param name="logs">Where what is to be written down comes to lie; without it nothing is.</param>
public sealed class Balancers(Node node, Ways ways, ITransport transport, ILogFiles? logs = null)
    : IBalancers, IAsyncDisposable
{
    private readonly Dialer dialer = new(node, ways, transport);
    private readonly Turn turn = new();
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Dictionary<string, BalancerNode>> all = new(StringComparer.Ordinal);
    private readonly LinkedList<Action> heard = new();

    public async ValueTask Apply(BalancerConfig config, CancellationToken ct)
    {
        await turn.Take(ct);
        try
        {
            var (nodes, gone) = Take(config);
            foreach (var each in gone)
            {
                await each.DisposeAsync();
            }

            foreach (var each in nodes)
            {
                await each.Apply(config);
            }
        }
        finally
        {
            turn.Give();
        }

        Tell();
    }

    public async ValueTask Remove(string name)
    {
        await turn.Take(CancellationToken.None);
        try
        {
            Dictionary<string, BalancerNode>? nodes;
            lock (gate)
            {
                all.Remove(name, out nodes);
            }

            foreach (var each in nodes?.Values ?? Enumerable.Empty<BalancerNode>())
            {
                await each.DisposeAsync();
            }
        }
        finally
        {
            turn.Give();
        }
    }

    public IReadOnlyList<NodeView> Look(string name)
    {
        lock (gate)
        {
            return all.TryGetValue(name, out var nodes)
                ? [.. nodes.Values.Select(each => each.View()).OrderBy(view => view.Zone, StringComparer.Ordinal)]
                : [];
        }
    }

    public IDisposable OnChange(Action hear)
    {
        lock (gate)
        {
            return new Hearing(this, heard.AddLast(hear));
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<string> names;
        lock (gate)
        {
            names = [.. all.Keys];
        }

        foreach (var name in names)
        {
            await Remove(name);
        }

        dialer.Dispose();
    }

    private (List<BalancerNode> Nodes, List<BalancerNode> Gone) Take(BalancerConfig config)
    {
        lock (gate)
        {
            if (!all.TryGetValue(config.Name, out var nodes))
            {
                all.Add(config.Name, nodes = new(StringComparer.Ordinal));
            }

            var gone = new List<BalancerNode>();
            foreach (var zone in nodes.Keys.ToList())
            {
                // A node with another address is another node.
                if (!config.Nodes.Any(each => each == nodes[zone].Config))
                {
                    nodes.Remove(zone, out var old);
                    gone.Add(old!);
                }
            }

            foreach (var each in config.Nodes.Where(each => !nodes.ContainsKey(each.Zone)))
            {
                nodes.Add(each.Zone, new(each, node, dialer, transport, config.Name, Tell) { Files = logs });
            }

            return ([.. nodes.Values], gone);
        }
    }

    private void Tell()
    {
        Action[] hearers;
        lock (gate)
        {
            hearers = [.. heard];
        }

        Array.ForEach(hearers, each => each());
    }

    private sealed class Hearing(Balancers balancers, LinkedListNode<Action> place) : IDisposable
    {
        public void Dispose()
        {
            lock (balancers.gate)
            {
                if (place.List is not null)
                {
                    balancers.heard.Remove(place);
                }
            }
        }
    }
}
