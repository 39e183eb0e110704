using System.Net;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <inheritdoc cref="INetworks"/>
internal sealed class Networks : INetworks
{
    private readonly NetworkView view;
    private readonly Dictionary<string, string> primary;
    private readonly Dictionary<string, string> senders = new(StringComparer.Ordinal);

    private Networks(Ec2State state)
    {
        (view, Version) = (NetworkView.Of(state), VersionOf(state));
        primary = state.Interfaces.All
            .Where(row => row.Shown.Attachment is { InstanceId: not null, DeviceIndex: 0 })
            .ToDictionary(row => row.Shown.Attachment!.InstanceId!, row => row.Id, StringComparer.Ordinal);
        foreach (var machine in state.Machines.All)
        {
            if (machine.Address is { } address && primary.TryGetValue(machine.Id, out var own))
            {
                senders[address] = own;
            }
        }
    }

    public long Version { get; }

    /// <summary>As they are now; those of before where nothing has changed.</summary>
    public static Networks Of(Ec2State state, Networks? before) =>
        before?.Version == VersionOf(state) ? before : new(state);

    public bool Reaches(string from, string instance, int port, bool isOpen) =>
        !primary.TryGetValue(instance, out var to)
        || view.Interface(from) is null
        || Passes(FlowEnd.Inside(from), FlowEnd.Inside(to), port, isOpen);

    public bool Admits(IPEndPoint client, string to, int port, bool isOpen)
    {
        if (view.Interface(to) is not { } target)
        {
            return true;
        }

        if (senders.TryGetValue(client.Address.ToString(), out var own))
        {
            return Passes(FlowEnd.Inside(own), FlowEnd.Inside(to), port, isOpen);
        }

        // What has no public address can be reached from this machine all the same, as over a VPN into its network.
        return target.Addresses[0].Public is not { } known || Passes(
            FlowEnd.Outside(client.Address.ToString()), FlowEnd.Inside(to, Cidr.Text(known)), port, isOpen);
    }

    private bool Passes(FlowEnd from, FlowEnd to, int port, bool isOpen) =>
        Reach.Judge(view, new(from, to, Protocols.Tcp, port) { IsTracked = isOpen }).IsAllowed;

    /// <summary>Counts the changes of all that a flow could feel.</summary>
    private static long VersionOf(Ec2State state) =>
        state.Interfaces.Version + state.Subnets.Version + state.RouteTables.Version + state.InternetGateways.Version
        + state.NatGateways.Version + state.NetworkAcls.Version + state.Rules.Version + state.Peerings.Version
        + state.Addresses.Version;
}
