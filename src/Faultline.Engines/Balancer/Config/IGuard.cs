using System.Net;

namespace Faultline.Engines.Balancer.Config;

/// <summary>
/// Who lets clients through to nodes, as a firewall does: as of one moment, after which another one takes its place.
/// </summary>
public interface IGuard
{
    /// <summary>Whether a client may open a connection to a port of a node. Who may not hears nothing.</summary>
    bool Admits(NodeConfig node, IPEndPoint client, int port);

    /// <summary>Whether what it has opened gets through still.</summary>
    bool Passes(NodeConfig node, IPEndPoint client, int port);
}
