namespace Faultline.Services.Ec2.Network;

/// <summary>Verdicts on flows, with the sentences that people read.</summary>
internal static class FlowWords
{
    public static FlowVerdict Passes(Flow flow) =>
        new(FlowStop.None, $"{What(flow)} passes from {Name(flow.From)} to {Name(flow.To)}.");

    public static FlowVerdict Gone(string id) =>
        new(FlowStop.NoInterface, $"There is no network interface {id}.") { By = id };

    public static FlowVerdict Nobody(uint address) =>
        new(FlowStop.NoInterface, $"No network interface of the VPC has the address {Cidr.Text(address)}.");

    public static FlowVerdict BothOutside() =>
        new(FlowStop.NoInterface, "Neither end of the flow is in the cloud.");

    public static FlowVerdict NoPublicAddress(string id) =>
        new(FlowStop.NoPublicAddress, $"{id} has no public address.") { By = id };

    public static FlowVerdict NoInternetGateway(string vpc) =>
        new(FlowStop.NoInternetGateway, $"No internet gateway is attached to {vpc}.") { By = vpc };

    public static FlowVerdict NotPassedOn(string id) =>
        new(FlowStop.NotPassedOn, $"The way leads to {id}, which does not pass it on.") { By = id };

    public static FlowVerdict NoRoute(SubnetView subnet, uint to) => new(
        FlowStop.NoRoute, $"Route table {subnet.RouteTable} of {subnet.Id} has no route to {Cidr.Text(to)}.")
    {
        By = subnet.RouteTable,
    };

    public static FlowVerdict Blackhole(SubnetView subnet, RouteView route) => new(
        FlowStop.Blackhole,
        $"The route of {subnet.RouteTable} to {route.Block} is a black hole: {route.Target} is not there.")
    {
        By = subnet.RouteTable,
        Rule = route.Block.ToString(),
    };

    public static FlowVerdict Group(InterfaceView guarded, bool isEgress, Flow flow, uint peer)
    {
        var way = isEgress ? "out to" : "in from";
        var who = guarded.Groups.Count == 1
            ? $"Security group {guarded.Groups[0]} of {guarded.Id} has no rule"
            : $"None of the security groups {string.Join(", ", guarded.Groups)} of {guarded.Id} has a rule";
        return new(
            isEgress ? FlowStop.GroupEgress : FlowStop.GroupIngress,
            $"{who} that lets {What(flow)} {way} {Cidr.Text(peer)}.")
        {
            By = string.Join(",", guarded.Groups),
        };
    }

    public static FlowVerdict Acl(
        SubnetView subnet, AclRuleView rule, bool egress, bool isAnswer, Flow flow, uint peer)
    {
        var what = isAnswer ? $"the answer to {What(flow)}" : What(flow);
        return new(
            (egress, isAnswer) switch
            {
                (true, false) => FlowStop.AclOut,
                (false, false) => FlowStop.AclIn,
                (true, true) => FlowStop.AnswerAclOut,
                (false, true) => FlowStop.AnswerAclIn,
            },
            $"Rule {rule.Name} of network ACL {subnet.Acl.Id} denies {what} "
            + $"{(egress ? "out of" : "into")} {subnet.Id}, {(egress ? "to" : "from")} {Cidr.Text(peer)}.")
        {
            By = subnet.Acl.Id,
            Rule = rule.Name,
        };
    }

    private static string What(Flow flow) => flow.Protocol switch
    {
        Protocols.Tcp or Protocols.Udp => $"{flow.Protocol} port {flow.Port}",
        Protocols.Icmp => $"icmp type {flow.Port}",
        _ => $"protocol {flow.Protocol}",
    };

    private static string Name(FlowEnd end) => end.Interface ?? end.Address!;
}
