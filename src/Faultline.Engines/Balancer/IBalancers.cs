using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer;

/// <summary>The balancers that run here, each by its name: over this machine's sockets, or a simulation's.</summary>
public interface IBalancers
{
    /// <summary>
    /// Makes the balancer, or brings the one of that name to the config without dropping a connection. A node that
    /// cannot listen is tried again until it can, and its view says why it does not.
    /// </summary>
    ValueTask Apply(BalancerConfig config, CancellationToken ct);

    /// <summary>Ends it with all its connections; one that nobody knows is gone already.</summary>
    ValueTask Remove(string name);

    /// <summary>Whether listeners of that protocol are carried; who asks for others is to be told.</summary>
    bool Carries(ListenerProtocol protocol) => true;

    /// <summary>How it does now, node by node; empty if there is none of that name.</summary>
    IReadOnlyList<NodeView> Look(string name);

    /// <summary>Calls back after the health of a target or the use of a node changed. It must not wait.</summary>
    IDisposable OnChange(Action hear);
}
