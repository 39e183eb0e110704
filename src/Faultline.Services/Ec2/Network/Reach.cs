namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Says whether a flow gets through: groups, which let the answers of what they let pass come back; network ACLs, which
/// remember nothing; and routes, there and back. Pure.
/// </summary>
internal sealed class Reach
{
    private const int EchoRequest = 8;
    private const int EchoReply = 0;

    // "Ephemeral ports" in "Network ACLs" (Amazon VPC User Guide): what clients of all kinds choose from.
    private const int ClientPortMin = 1024;
    private const int ClientPortMax = 65535;

    private readonly NetworkView view;
    private readonly Flow flow;
    private readonly (int From, int To) answers;

    private Reach(NetworkView view, Flow flow)
    {
        (this.view, this.flow) = (view, flow);
        answers = flow switch
        {
            { Protocol: Protocols.Icmp, Port: EchoRequest } => (EchoReply, EchoReply),
            { Protocol: Protocols.Icmp } => (flow.Port, flow.Port),
            { AnswerPort: { } port } => (port, port),
            _ => (ClientPortMin, ClientPortMax),
        };
    }

    /// <summary>Judges a flow over the networks as they were when the view was built.</summary>
    public static FlowVerdict Judge(NetworkView view, Flow flow) => new Reach(view, flow).Judge();

    /// <summary>
    /// Whether groups remember a flow that they let in. They do not where anybody is let in by such a rule and anything
    /// out, and then it ends with the rule ("Untracked connections" in "Security group connection tracking", EC2 User
    /// Guide).
    /// </summary>
    public static bool Tracks(NetworkView view, Flow flow)
    {
        var groups = view.Interface(flow.To.Interface)?.Groups ?? [];
        return !groups.SelectMany(group => view.Rules(group, isEgress: false)).Any(rule => rule.LetsAll(flow))
            || !groups.SelectMany(group => view.Rules(group, isEgress: true)).Any(rule => rule.AnswersAll(flow));
    }

    private FlowVerdict Judge()
    {
        var (source, target) = (view.Interface(flow.From.Interface), view.Interface(flow.To.Interface));
        if ((source is null && flow.From.Interface is not null) || (target is null && flow.To.Interface is not null))
        {
            var gone = source is null && flow.From.Interface is not null ? flow.From.Interface : flow.To.Interface!;
            return FlowWords.Gone(gone);
        }

        var (from, to) = (AddressOf(flow.From, source), AddressOf(flow.To, target));
        return (source, target) switch
        {
            (null, null) => FlowWords.BothOutside(),
            (null, { } inside) => Enter(from, inside, to) ?? FlowWords.Passes(flow),
            ({ } inside, null) => Leave(inside, from, to).Verdict ?? FlowWords.Passes(flow),
            var (one, other) when one.Id == other.Id => FlowWords.Passes(flow),
            var (one, other) when Has(other, to) => Within(one, from, other, to) ?? FlowWords.Passes(flow),
            var (one, other) => Around(one, from, other, to) ?? FlowWords.Passes(flow),
        };
    }

    /// <summary>From interface to interface by private addresses, in a VPC or over a peering.</summary>
    private FlowVerdict? Within(InterfaceView one, uint from, InterfaceView other, uint to)
    {
        var crosses = one.Subnet != other.Subnet;
        return (other.IsGateway ? FlowWords.NotPassedOn(other.Id) : null)
            ?? Group(one, isEgress: true, to, other.Groups)
            ?? (crosses ? Acl(one, egress: true, to, isAnswer: false) : null)
            ?? Way(one, other, to)
            ?? (crosses ? Acl(other, egress: false, from, isAnswer: false) : null)
            ?? Group(other, isEgress: false, from, one.Groups)
            ?? (crosses ? Acl(other, egress: true, from, isAnswer: true) : null)
            ?? Way(other, one, from)
            ?? (crosses ? Acl(one, egress: false, to, isAnswer: true) : null);
    }

    /// <summary>Out to the internet and in again: by a public address, even a neighbour is far away.</summary>
    private FlowVerdict? Around(InterfaceView one, uint from, InterfaceView other, uint to)
    {
        var (verdict, seen) = Leave(one, from, to);
        return verdict ?? Enter(seen, other, to);
    }

    /// <summary>From outside to an interface by its public address.</summary>
    private FlowVerdict? Enter(uint from, InterfaceView target, uint to)
    {
        if (target.Addresses.All(each => each.Public != to))
        {
            return FlowWords.NoPublicAddress(target.Id);
        }

        return Internet(view.Subnet(target.Subnet), from)
            ?? (target.IsGateway ? FlowWords.NotPassedOn(target.Id) : null)
            ?? Acl(target, egress: false, from, isAnswer: false)
            ?? Group(target, isEgress: false, from, [])
            ?? Acl(target, egress: true, from, isAnswer: true);
    }

    /// <summary>From an interface to the internet, and the public address that it is seen by there.</summary>
    private (FlowVerdict? Verdict, uint Seen) Leave(InterfaceView source, uint from, uint to)
    {
        var subnet = view.Subnet(source.Subnet);
        var verdict = Group(source, isEgress: true, to, []) ?? Acl(source, egress: true, to, isAnswer: false);
        if (verdict is not null)
        {
            return (verdict, 0);
        }

        if (Route(subnet, to) is { Kind: RouteKind.Nat, IsThere: true } route)
        {
            return Translate(source, from, view.Nat(route.Target)!, to);
        }

        verdict = Internet(subnet, to);
        var seen = source.Addresses.FirstOrDefault(each => each.Private == from).Public;
        return (verdict
            ?? (seen is null ? FlowWords.NoPublicAddress(source.Id) : null)
            ?? Acl(source, egress: false, to, isAnswer: true), seen ?? 0);
    }

    /// <summary>Out through a NAT gateway, over the ACLs of its subnet too, and by the route that it goes by.</summary>
    private (FlowVerdict? Verdict, uint Seen) Translate(InterfaceView source, uint from, NatView nat, uint to)
    {
        if (view.Interface(nat.Interface) is not { } eni || !nat.IsPublic || !nat.IsUp)
        {
            return (FlowWords.NotPassedOn(nat.Id), 0);
        }

        var (subnet, crosses) = (view.Subnet(nat.Subnet), nat.Subnet != source.Subnet);
        var verdict = (crosses ? Acl(eni, egress: false, from, isAnswer: false) : null)
            ?? Acl(eni, egress: true, to, isAnswer: false)
            ?? Internet(subnet, to)
            ?? Acl(eni, egress: false, to, isAnswer: true)
            ?? (crosses ? Acl(eni, egress: true, from, isAnswer: true) : null)
            ?? Acl(source, egress: false, to, isAnswer: true);
        return eni.Addresses[0].Public is { } seen
            ? (verdict, seen)
            : (verdict ?? FlowWords.NoPublicAddress(nat.Id), 0);
    }

    /// <summary>The way from one interface to another one's private address.</summary>
    private FlowVerdict? Way(InterfaceView one, InterfaceView other, uint to)
    {
        var subnet = view.Subnet(one.Subnet);
        return Route(subnet, to) switch
        {
            null => FlowWords.NoRoute(subnet, to),
            { IsThere: false } gone => FlowWords.Blackhole(subnet, gone),
            { Kind: RouteKind.Local } => one.Vpc == other.Vpc ? null : FlowWords.NoRoute(subnet, to),
            { Kind: RouteKind.Peering } peering => view.Joins(peering.Target, one.Vpc, other.Vpc)
                ? null
                : FlowWords.NoRoute(subnet, to),
            { } elsewhere => one.Vpc == other.Vpc
                ? FlowWords.NotPassedOn(elsewhere.Target)
                : FlowWords.NoRoute(subnet, to),
        };
    }

    /// <summary>The way between a subnet and the internet.</summary>
    private FlowVerdict? Internet(SubnetView subnet, uint peer) => Route(subnet, peer) switch
    {
        { IsThere: false, Kind: RouteKind.Internet } when view.GatewayOf(subnet.Vpc) is null =>
            FlowWords.NoInternetGateway(subnet.Vpc),
        { IsThere: false } gone => FlowWords.Blackhole(subnet, gone),
        { Kind: RouteKind.Internet } route => view.GatewayOf(subnet.Vpc) == route.Target
            ? null
            : FlowWords.NoInternetGateway(subnet.Vpc),
        { Kind: RouteKind.Local } => FlowWords.Nobody(peer),
        { Kind: RouteKind.Interface or RouteKind.Peering } route => FlowWords.NotPassedOn(route.Target),
        _ => view.GatewayOf(subnet.Vpc) is null
            ? FlowWords.NoInternetGateway(subnet.Vpc)
            : FlowWords.NoRoute(subnet, peer),
    };

    private static RouteView? Route(SubnetView subnet, uint to) =>
        subnet.Routes.FirstOrDefault(route => route.Block.Contains(to));

    /// <summary>What has no group, as a NAT gateway or a network load balancer may, is guarded by ACLs alone.</summary>
    private FlowVerdict? Group(InterfaceView guarded, bool isEgress, uint peer, IReadOnlyList<string> peerGroups)
    {
        foreach (var group in flow.IsTracked ? [] : guarded.Groups)
        {
            foreach (var rule in view.Rules(group, isEgress))
            {
                if (rule.Lets(flow.Protocol, flow.Port, peer, peerGroups))
                {
                    return null;
                }
            }
        }

        return guarded.Groups.Count == 0 || flow.IsTracked ? null : FlowWords.Group(guarded, isEgress, flow, peer);
    }

    private FlowVerdict? Acl(InterfaceView at, bool egress, uint peer, bool isAnswer)
    {
        var subnet = view.Subnet(at.Subnet);
        var (from, to) = isAnswer ? answers : (flow.Port, flow.Port);
        return subnet.Acl.Denial(egress, flow.Protocol, peer, from, to) is { } rule
            ? FlowWords.Acl(subnet, rule, egress, isAnswer, flow, peer)
            : null;
    }

    private static uint AddressOf(FlowEnd end, InterfaceView? inside) =>
        Cidr.ReadAddress(end.Address) ?? inside?.Addresses[0].Private ?? 0;

    private static bool Has(InterfaceView inside, uint address) =>
        inside.Addresses.Any(each => each.Private == address);
}
