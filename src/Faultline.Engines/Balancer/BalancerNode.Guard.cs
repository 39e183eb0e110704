using System.Collections.Concurrent;
using System.Net;
using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <summary>Who may come in, and who may stay.</summary>
internal sealed partial class BalancerNode
{
    /// <summary>The gates of the connections that somebody guards, and whose they are.</summary>
    private readonly ConcurrentDictionary<Gate, (IPEndPoint Client, int Port)> visitors = new();

    /// <summary>Whether a client may open a connection to a port.</summary>
    public bool Admits(IPEndPoint client, int port) => wanted.Guard?.Admits(config, client, port) ?? true;

    /// <summary>A client's line over what lies between it and this node, and the gate there, if any.</summary>
    public (Line Line, Gate? Gate) Over(Line line, int port)
    {
        if (wanted.Guard is null || line.Peer is not { } client)
        {
            return (dialer.Over(line, config.At), null);
        }

        var gate = new Gate();
        visitors[gate] = (client, port);
        return (dialer.Over(line, config.At, gate), gate);
    }

    /// <summary>The connection is over.</summary>
    public void Left(Gate? of)
    {
        if (of is not null)
        {
            visitors.TryRemove(of, out _);
        }
    }

    /// <summary>Asks the guard again of all who are here: another one than before may let others stay.</summary>
    private void Review()
    {
        foreach (var (of, (client, port)) in visitors)
        {
            of.IsShut = wanted.Guard?.Passes(config, client, port) == false;
        }
    }
}
