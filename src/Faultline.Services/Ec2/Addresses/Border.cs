using System.Net;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;

namespace Faultline.Services.Ec2.Addresses;

/// <summary>
/// Who gets through the networks of a region to a public address: asked for each connection when it comes, and again
/// whenever the networks have changed. <see cref="Look"/> is for whoever has the turn; what it saw is for all.
/// </summary>
internal sealed class Border(Surroundings around)
{
    private NetworkView? view;
    private long viewed;

    /// <summary>
    /// Looks at the networks as they are by this hour. Says when time alone will change them.
    /// </summary>
    public DateTimeOffset? Look(Ec2State state, DateTimeOffset now)
    {
        var next = NatGateways.Settle(state, around.Timing, now);
        Peerings.Settle(state, now);

        // What was settled just now is in no version yet.
        if (view is null || viewed != state.Version || state.NatGateways.IsChanged || state.Peerings.IsChanged)
        {
            Volatile.Write(ref view, NetworkView.Of(state));
            viewed = state.Version;
        }

        return next;
    }

    /// <summary>
    /// A connection to a door. Who comes from an instance's own address is taken for that instance, anybody else for a
    /// client in the internet.
    /// </summary>
    public static Flow FlowOf(Ec2State state, Door door, IPEndPoint from)
    {
        var sender = state.Machines.All.FirstOrDefault(machine => machine.Address == from.Address.ToString());
        var own = sender is null ? null : Interfaces.Of(state, sender.Id).FirstOrDefault();
        return new(
            own is null ? FlowEnd.Outside(from.Address.ToString()) : FlowEnd.Inside(own.Id),
            FlowEnd.Inside(door.Interface, door.Address),
            Protocols.Tcp,
            door.Port)
        {
            AnswerPort = from.Port,
        };
    }

    public bool Admits(Flow flow) => Reach.Judge(Volatile.Read(ref view)!, flow).IsAllowed;

    /// <summary>
    /// Whether a flow that was let in still gets through. Groups that remember it are not asked again; network ACLs
    /// and routes remember nothing.
    /// </summary>
    public Func<bool> Passes(Flow flow)
    {
        var known = flow with { IsTracked = Reach.Tracks(Volatile.Read(ref view)!, flow) };
        return () => Admits(known);
    }
}
