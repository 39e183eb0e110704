using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Faultline.Drills.Sites.Live;

/// <summary>
/// A resolver for the names of a server's load balancers, which this machine's own does not know: it answers with the
/// nodes that are in the name, each with the ports at which it really listens. Other names are the system's.
/// </summary>
internal sealed class LiveNames(LiveDoor door)
{
    /// <summary>"The TTL of the DNS record is 60 seconds" (How Elastic Load Balancing works).</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);

    /// <summary>The parts of the names of load balancers of both kinds.</summary>
    private static readonly string[] ours = [".elb.", ".elb"];

    public async ValueTask<NameAnswer> Resolve(string name, CancellationToken ct)
    {
        var plain = name.TrimEnd('.');
        if (IPAddress.TryParse(plain, out var address))
        {
            return new([new(address)], Ttl);
        }

        return ours.Any(part => plain.Contains(part, StringComparison.OrdinalIgnoreCase))
            && await Balancer(plain, ct) is { } answer
                ? answer
                : await System(plain, ct);
    }

    private async ValueTask<NameAnswer?> Balancer(string name, CancellationToken ct)
    {
        var all = await door.Own(HttpMethod.Get, "/_faultline/balancers", null, ct);
        foreach (var balancer in all.GetProperty("balancers").EnumerateArray())
        {
            if (string.Equals(balancer.GetProperty("dns").GetString(), name, StringComparison.OrdinalIgnoreCase))
            {
                return AnswerOf([.. balancer.GetProperty("nodes").EnumerateArray()]);
            }
        }

        return null;
    }

    /// <summary>Where no node is worth it the name leads to all of them: it must lead somewhere.</summary>
    internal static NameAnswer AnswerOf(IReadOnlyList<JsonElement> nodes)
    {
        var named = nodes.Where(node => node.GetProperty("isInName").GetBoolean()).ToList();
        return new([.. (named.Count > 0 ? named : nodes).Select(Address)], Ttl)
        {
            IsComingUp = nodes.SelectMany(node => node.GetProperty("targets").EnumerateArray())
                .Any(target => target.GetProperty("health").GetString() == "initial"),
        };
    }

    private static ResolvedAddress Address(JsonElement node) =>
        new(IPAddress.Parse(node.GetProperty("address").GetString()!))
        {
            Zone = node.GetProperty("zone").GetString(),
            Ports = node.GetProperty("listeners").EnumerateArray()
                .Select(listener => (
                    Port: listener.GetProperty("port").GetInt32(), At: listener.GetProperty("at").GetString()))
                .Where(listener => listener.At is not null)
                .ToDictionary(listener => listener.Port, listener => IPEndPoint.Parse(listener.At!).Port),
        };

    private static async ValueTask<NameAnswer> System(string name, CancellationToken ct)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name, ct);
            return new([.. addresses.Select(each => new ResolvedAddress(each))], Ttl);
        }
        catch (SocketException)
        {
            return new([], TimeSpan.Zero);
        }
    }
}
