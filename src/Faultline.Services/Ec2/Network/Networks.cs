using System.Net;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <inheritdoc cref="INetworks"/>
internal sealed class Networks : INetworks
{
    /// <summary>What stands for the interface of what is guarded: the id, and its public address.</summary>
    private const string Guest = "guest";
    private const uint GuestAddress = uint.MaxValue;

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

    public bool Admits(IPEndPoint client, Guarded to, bool isTracked) =>
        view.FindSubnet(to.Subnet) is not { } subnet
        || (senders.TryGetValue(client.Address.ToString(), out var own)
            ? AdmitsInstance(own, to, subnet, isTracked)
            // What is not public can be reached from this machine all the same, as over a VPN into its network.
            : !to.IsPublic || Passes(With(to, subnet), Strange(client, to) with { IsTracked = isTracked }));

    public bool Tracks(IPEndPoint client, Guarded to) => view.FindSubnet(to.Subnet) is { } subnet
        && Reach.Tracks(With(to, subnet), senders.TryGetValue(client.Address.ToString(), out var own)
            ? Near(own, to)
            : Strange(client, to));

    /// <summary>By the private address, or over the internet from where that does not lead there.</summary>
    private bool AdmitsInstance(string own, Guarded to, SubnetView subnet, bool isTracked)
    {
        var with = With(to, subnet);
        var near = Near(own, to) with { IsTracked = isTracked };
        return Passes(with, near) || (to.IsPublic
            && view.Interface(own)?.Vpc != subnet.Vpc
            && Passes(with, near with { To = FlowEnd.Inside(Guest, Cidr.Text(GuestAddress)) }));
    }

    private static Flow Near(string own, Guarded to) =>
        new(FlowEnd.Inside(own), FlowEnd.Inside(Guest), Protocols.Tcp, to.Port);

    private static Flow Strange(IPEndPoint client, Guarded to) => new(
        FlowEnd.Outside(client.Address.ToString()),
        FlowEnd.Inside(Guest, Cidr.Text(GuestAddress)),
        Protocols.Tcp,
        to.Port)
    {
        AnswerPort = client.Port,
    };

    /// <summary>
    /// The networks with it in them: at the address of its interface, or the last of its subnet but the broadcast.
    /// </summary>
    private NetworkView With(Guarded to, SubnetView subnet) => view.With(new(
        Guest,
        subnet.Id,
        subnet.Vpc,
        to.Groups,
        [
            new(
                view.Interface(to.Interface)?.Addresses[0].Private ?? subnet.Block.Last - 1,
                to.IsPublic ? GuestAddress : null),
        ]));

    private static bool Passes(NetworkView view, Flow flow) => Reach.Judge(view, flow).IsAllowed;

    private bool Passes(FlowEnd from, FlowEnd to, int port, bool isOpen) =>
        Reach.Judge(view, new(from, to, Protocols.Tcp, port) { IsTracked = isOpen }).IsAllowed;

    /// <summary>Counts the changes of all that a flow could feel.</summary>
    private static long VersionOf(Ec2State state) =>
        state.Interfaces.Version + state.Subnets.Version + state.RouteTables.Version + state.InternetGateways.Version
        + state.NatGateways.Version + state.NetworkAcls.Version + state.Rules.Version + state.Peerings.Version
        + state.Addresses.Version;
}
