using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.LoadBalancing;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway;

/// <summary>
/// Connections whose first request names a load balancer are carried to one of its nodes, byte by byte. For them this
/// server is a client that resolves the name: it gets one of the nodes that are in it, and keeps to that for as long as
/// DNS lets it, also when the node dies meanwhile.
/// </summary>
internal sealed class BalancerNames(Cloud.Cloud cloud)
{
    private const int HeadBytesMax = 16 * 1024;
    private const string Mark = ".elb.";

    /// <summary>The TTL of a balancer's records ("How Elastic Load Balancing works" in the user guide).</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);

    /// <summary>Whoever takes longer for a head is for the server, which has a limit of its own.</summary>
    private static readonly TimeSpan HeadMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Sockets sockets = new();

    private Node Node => cloud.Node;

    /// <summary>Carries the connection to its end, if it is for a balancer.</summary>
    public async ValueTask<bool> Carries(ConnectionContext connection, bool isSecure)
    {
        if (!cloud.HasBalancers || await Host(connection) is not { } host
            || !host.Contains(Mark, StringComparison.OrdinalIgnoreCase) || await Find(host) is not { } balancer)
        {
            return false;
        }

        var to = Resolve(balancer) is { } node ? Door(balancer, node, host, isSecure) : null;
        if (to is null || await sockets.Connect(to, connection.ConnectionClosed) is not { } pipe)
        {
            connection.Abort(new($"Nobody answers for {balancer.Dns}."));
            return true;
        }

        var outside = cloud.Around.Atlas.Outside;
        await new Relay(Node, cloud.Ways, RelayOptions.Usual, new(outside, connection.Transport), new(outside, pipe))
            .Run(connection.ConnectionClosed);
        return true;
    }

    /// <summary>The host that the first request names; null when its head does not say so in time.</summary>
    private async ValueTask<string?> Host(ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(HeadMax, Node.Clock);
        string head;
        try
        {
            head = await Head(connection.Transport.Input, limit.Token);
        }
        catch (Exception trouble) when (trouble is OperationCanceledException or IOException)
        {
            // What has come stays to be read, and the server is the one to say that a client is slow, or gone.
            return null;
        }

        const string Field = "\r\nhost:";
        var begin = head.IndexOf(Field, StringComparison.OrdinalIgnoreCase);
        if (begin < 0)
        {
            return null;
        }

        begin += Field.Length;
        var stop = head.IndexOf("\r\n", begin, StringComparison.Ordinal);
        return stop < 0 ? null : head[begin..stop].Trim();
    }

    /// <summary>What comes until a head is whole, or too long. It stays to be read.</summary>
    private static async ValueTask<string> Head(PipeReader input, CancellationToken ct)
    {
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var head = Encoding.Latin1.GetString(
                read.Buffer.Slice(0, Math.Min(read.Buffer.Length, HeadBytesMax)).ToArray());
            if (read.IsCompleted || head.Length == HeadBytesMax
                || head.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                input.AdvanceTo(read.Buffer.Start);
                return head;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The balancer of a name; without number and region it will do where only one is called so.</summary>
    private async ValueTask<RunningBalancer?> Find(string host)
    {
        var name = LocalNames.WithoutPort(host);
        var all = await cloud.Balancers();
        var label = name[..name.IndexOf('.', StringComparison.Ordinal)];
        return all.FirstOrDefault(each => each.Dns.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? (all.Where(each => each.Name.Equals(label, StringComparison.OrdinalIgnoreCase)).ToList() is [var only]
                ? only
                : null);
    }

    private IPAddress? Resolve(RunningBalancer balancer)
    {
        var now = Node.Now;
        if (answers.TryGetValue(balancer.Dns, out var known) && now < known.Until)
        {
            return known.Address;
        }

        var nodes = balancer.Named();
        if (nodes.Count == 0)
        {
            return null;
        }

        var address = nodes[Node.Dice.Below(nodes.Count)].Address;
        answers[balancer.Dns] = new(address, now + Ttl);
        return address;
    }

    /// <summary>
    /// Where the node listens: at the port that the client names if a listener has it, otherwise at the first one that
    /// speaks as the client does.
    /// </summary>
    private static IPEndPoint? Door(RunningBalancer balancer, IPAddress address, string host, bool isSecure)
    {
        var colon = host.LastIndexOf(':');
        var asked = colon > 0 && int.TryParse(host.AsSpan(colon + 1), out var number) ? number : isSecure ? 443 : 80;
        var listeners = balancer.Listeners
            .Where(each => each.Protocol is not ("UDP" or "TLS" or "SSL" or "HTTPS"))
            .ToList();
        var port = listeners.Exists(each => each.Port == asked) ? asked : listeners.FirstOrDefault().Port;
        return balancer.Nodes.FirstOrDefault(node => node.Address.Equals(address)) is { } node && port != 0
            ? new(address, node.Ports.GetValueOrDefault(port, port))
            : null;
    }

    private sealed record Answer(IPAddress Address, DateTimeOffset Until);
}
