using System.Collections.Immutable;
using System.Net;
using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel.Places;
using Faultline.Services.Elb.Keeping;

namespace Faultline.Services.Elb.Wanted;

/// <summary>
/// Who gets through to a balancer's nodes, and from which of them its targets can be reached. Pure: over a picture of
/// the networks. A node without an interface yet is open to all.
/// </summary>
internal sealed class WantedGuard : IGuard
{
    private readonly INetworks networks;
    private readonly ImmutableSortedDictionary<string, string> interfaces;

    public WantedGuard(ElbState state, Domain region, INetworks networks, Item<LoadBalancer> balancer)
    {
        this.networks = networks;
        interfaces = balancer.Shown.AvailabilityZones!
            .Select(zone => (
                ZoneNames.Find(balancer.Account, region, zone.ZoneName!)?.Name,
                state.Interfaces.Find(NodeInterface.IdOf(balancer.Id, zone.SubnetId!))?.Interface))
            .Where(each => each is { Name: not null, Interface: not null })
            .ToImmutableSortedDictionary(each => each.Name!, each => each.Interface!, StringComparer.Ordinal);
    }

    public bool Admits(NodeConfig node, IPEndPoint client, int port) => Admits(node, client, port, isOpen: false);

    public bool Passes(NodeConfig node, IPEndPoint client, int port) => Admits(node, client, port, isOpen: true);

    /// <summary>The zones from whose nodes an instance's port cannot be reached.</summary>
    /// <param name="isOpen">By connections that are there already.</param>
    public ImmutableHashSet<string> Closed(string instance, int port, bool isOpen) =>
    [
        .. interfaces.Where(each => !networks.Reaches(each.Value, instance, port, isOpen)).Select(each => each.Key),
    ];

    private bool Admits(NodeConfig node, IPEndPoint client, int port, bool isOpen) =>
        !interfaces.TryGetValue(node.Zone, out var at) || networks.Admits(client, at, port, isOpen);
}
