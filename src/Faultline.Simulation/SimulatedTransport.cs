using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>Addresses of a simulation, and who listens there. Connections are cables: they take no time.</summary>
public sealed class SimulatedTransport : ITransport
{
    private const int BacklogMax = 512;

    /// <summary>Clients take their ports from where Linux does (ip_local_port_range).</summary>
    private const int ClientPortMin = 32_768;
    private const int ClientPorts = 28_232;

    private readonly Dictionary<IPEndPoint, Listener> listeners = [];
    private int ports = 50_000;
    private int clients = ClientPortMin;

    /// <summary>How many addresses somebody listens at.</summary>
    public int Listeners => listeners.Count;

    /// <summary>Whoever listened is gone, as when a server is killed.</summary>
    public void Reset()
    {
        foreach (var listener in listeners.Values.ToList())
        {
            listener.Dispose();
        }
    }

    /// <summary>The same for those who listened in a life that is over, and nobody else.</summary>
    public void ResetOver()
    {
        foreach (var listener in listeners.Values.Where(each => each.Life is { Over: true }).ToList())
        {
            listener.Dispose();
        }
    }

    public IListener Listen(IPEndPoint at)
    {
        at = at.Port == 0 ? new(at.Address, ++ports) : at;
        var listener = new Listener(this, at);
        return listeners.TryAdd(at, listener) ? listener : throw new IOException($"Somebody listens at {at} already.");
    }

    public ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct)
    {
        var from = new IPEndPoint(IPAddress.Loopback, clients);
        clients = clients + 1 < ClientPortMin + ClientPorts ? clients + 1 : ClientPortMin;
        return ConnectFrom(from, to);
    }

    /// <summary>The same for a client that says from which address and port it comes.</summary>
    public ValueTask<IDuplexPipe?> ConnectFrom(IPEndPoint from, IPEndPoint to)
    {
        var (here, there) = Cable.Pair();
        var taken = listeners.TryGetValue(to, out var listener) && listener.Clients.Writer.TryWrite(new(there, from));
        return new(taken ? here : null);
    }

    private sealed class Listener(SimulatedTransport transport, IPEndPoint at) : IListener
    {
        public IPEndPoint At => at;

        /// <summary>Whose it is.</summary>
        public Life? Life { get; } = SynchronizationContext.Current as Life;

        public Channel<Arrival> Clients { get; } = Channel.CreateBounded<Arrival>(BacklogMax);

        public async ValueTask<Arrival?> Accept() =>
            await Clients.Reader.WaitToReadAsync() && Clients.Reader.TryRead(out var client)
                ? client
                : null;

        public void Dispose()
        {
            if (!Clients.Writer.TryComplete())
            {
                return;
            }

            transport.listeners.Remove(at);
            while (Clients.Reader.TryRead(out var client))
            {
                var why = new ConnectionReset("Nobody listens any more.");
                client.Pipe.Output.Complete(why);
                client.Pipe.Input.Complete(why);
            }
        }
    }
}
