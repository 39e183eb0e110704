using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>Addresses of a simulation, and who listens there. Connections are cables: they take no time.</summary>
public sealed class SimulatedTransport : ITransport
{
    private const int BacklogMax = 512;

    private readonly Dictionary<IPEndPoint, Listener> listeners = [];
    private int ports = 50_000;

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

    public IListener Listen(IPEndPoint at)
    {
        at = at.Port == 0 ? new(at.Address, ++ports) : at;
        var listener = new Listener(this, at);
        return listeners.TryAdd(at, listener) ? listener : throw new IOException($"Somebody listens at {at} already.");
    }

    public ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct)
    {
        var (here, there) = Cable.Pair();
        var taken = listeners.TryGetValue(to, out var listener) && listener.Clients.Writer.TryWrite(there);
        return new(taken ? here : null);
    }

    private sealed class Listener(SimulatedTransport transport, IPEndPoint at) : IListener
    {
        public IPEndPoint At => at;

        public Channel<IDuplexPipe> Clients { get; } = Channel.CreateBounded<IDuplexPipe>(BacklogMax);

        public async ValueTask<Arrival?> Accept() =>
            await Clients.Reader.WaitToReadAsync() && Clients.Reader.TryRead(out var client)
                ? new(client, IPAddress.Loopback)
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
                client.Output.Complete(why);
                client.Input.Complete(why);
            }
        }
    }
}
