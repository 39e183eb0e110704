using Faultline.Engines.Balancer;

namespace Faultline.Services.LoadBalancing;

/// <summary>A balancer as it is on this machine: for whoever wants to reach it.</summary>
/// <param name="Name">What its account calls it.</param>
/// <param name="Dns">The name that clients resolve.</param>
public sealed record RunningBalancer(string Name, string Dns, string Account, string Region, string Type, string State)
{
    /// <summary>The ports of its listeners, with their protocols.</summary>
    public IReadOnlyList<(int Port, string Protocol)> Listeners { get; init; } = [];

    public IReadOnlyList<NodeView> Nodes { get; init; } = [];

    /// <summary>
    /// The nodes that the name leads to: those that are worth it; and all when none is, as it must lead somewhere.
    /// </summary>
    public IReadOnlyList<NodeView> Named() =>
        Nodes.Any(node => node.IsInName) ? [.. Nodes.Where(node => node.IsInName)] : Nodes;
}
