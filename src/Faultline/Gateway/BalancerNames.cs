using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.LoadBalancing;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway;

/// <summary>
/// Connections whose first request, or whose TLS, names a load balancer are carried to one of its nodes, byte by byte.
/// For them this server is a client that resolves the name: it gets one of the nodes that are in it, and keeps to that
/// for as long as DNS lets it, also when the node dies meanwhile.
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

    /// <summary>Finds the host in what has come so far; false while more bytes may say more.</summary>
    private delegate bool Reading(ReadOnlySpan<byte> bytes, out string? host);

    /// <summary>Carries the connection to its end, if its first request is for a balancer.</summary>
    public async ValueTask<bool> Carries(ConnectionContext connection, bool isSecure) =>
        await Named(connection, Requested) is ({ } host, { } balancer)
        && await Carry(connection, balancer, PlainPort(balancer, host, isSecure));

    /// <summary>
    /// Carries a connection of TLS as it is, if it names a balancer that speaks TLS itself: its client sees the
    /// certificate of the listener.
    /// </summary>
    public async ValueTask<bool> CarriesTls(ConnectionContext connection) =>
        await Named(connection, ClientHello.Read) is (_, { } balancer)
        && TlsPort(balancer) is > 0 and var port
        && await Carry(connection, balancer, port);

    private async ValueTask<bool> Carry(ConnectionContext connection, RunningBalancer balancer, int port)
    {
        var to = Resolve(balancer) is { } node ? Door(balancer, node, port) : null;
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

    /// <summary>The host that the first bytes name, and the balancer that is called so.</summary>
    private async ValueTask<(string? Host, RunningBalancer? Balancer)> Named(
        ConnectionContext connection, Reading reading)
    {
        if (!cloud.HasBalancers || await Host(connection, reading) is not { } host
            || !host.Contains(Mark, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        return (host, await Find(host));
    }

    /// <summary>The host that the first bytes name; null when they do not say so in time.</summary>
    private async ValueTask<string?> Host(ConnectionContext connection, Reading reading)
    {
        var input = connection.Transport.Input;
        using var limit = new CancellationTokenSource(HeadMax, Node.Clock);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, HeadBytesMax)).ToArray();
                if (reading(bytes, out var host) || read.IsCompleted || bytes.Length == HeadBytesMax)
                {
                    // All of it stays to be read.
                    input.AdvanceTo(read.Buffer.Start);
                    return host;
                }

                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (Exception trouble) when (trouble is OperationCanceledException or IOException)
        {
            // What has come stays to be read, and the server is the one to say that a client is slow, or gone.
            return null;
        }
    }

    /// <summary>The host that the head of a request names.</summary>
    private static bool Requested(ReadOnlySpan<byte> bytes, out string? host)
    {
        const string Field = "\r\nhost:";
        var head = Encoding.Latin1.GetString(bytes);
        var begin = head.IndexOf(Field, StringComparison.OrdinalIgnoreCase);
        var stop = begin < 0 ? -1 : head.IndexOf("\r\n", begin + Field.Length, StringComparison.Ordinal);
        host = stop < 0 ? null : head[(begin + Field.Length)..stop].Trim();
        return head.Contains("\r\n\r\n", StringComparison.Ordinal);
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
    /// The port that the client names, if a listener has it; otherwise the first one that speaks as the client does,
    /// and zero where none does.
    /// </summary>
    private static int PlainPort(RunningBalancer balancer, string host, bool isSecure)
    {
        var colon = host.LastIndexOf(':');
        var asked = colon > 0 && int.TryParse(host.AsSpan(colon + 1), out var number) ? number : isSecure ? 443 : 80;
        var listeners = balancer.Listeners
            .Where(each => each.Protocol is not ("UDP" or "TLS" or "SSL" or "HTTPS"))
            .ToList();
        return listeners.Exists(each => each.Port == asked) ? asked : listeners.FirstOrDefault().Port;
    }

    /// <summary>
    /// A client of TLS names no port before it is understood: it is for the port of https where somebody listens there,
    /// be it a listener of TCP, whose targets speak TLS. Otherwise it is for the first listener that speaks it.
    /// </summary>
    private static int TlsPort(RunningBalancer balancer) => balancer.Listeners
        .Where(each => each is { Protocol: "HTTPS" or "TLS" or "SSL" } or { Port: 443, Protocol: "TCP" or "TCP_UDP" })
        .OrderBy(each => each.Port != 443)
        .FirstOrDefault().Port;

    /// <summary>Where the node listens for a port.</summary>
    private static IPEndPoint? Door(RunningBalancer balancer, IPAddress address, int port) =>
        port != 0 && balancer.Nodes.FirstOrDefault(node => node.Address.Equals(address)) is { } node
            ? new(address, node.Ports.GetValueOrDefault(port, port))
            : null;

    private sealed record Answer(IPAddress Address, DateTimeOffset Until);
}
