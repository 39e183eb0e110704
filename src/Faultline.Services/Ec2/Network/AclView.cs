using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>A network ACL, its rules in the order of their numbers in each direction. It remembers nothing.</summary>
internal sealed record AclView(string Id, IReadOnlyList<AclRuleView> In, IReadOnlyList<AclRuleView> Out)
{
    private static readonly AclRuleView last =
        new(NewNetworkAcl.LastRule, false, Protocols.All, Cidr.Everywhere, 0, PortMax);

    private const int PortMax = 65535;

    public static AclView Of(NetworkAcl acl) => new(
        acl.NetworkAclId!, Rules(acl, egress: false), Rules(acl, egress: true));

    /// <summary>The rule that denies some of the ports, or null when all of them pass.</summary>
    public AclRuleView? Denial(bool egress, string protocol, uint peer, int from, int to) =>
        Denial(egress ? Out : In, 0, protocol, peer, from, to);

    private static AclRuleView? Denial(
        IReadOnlyList<AclRuleView> rules, int at, string protocol, uint peer, int from, int to)
    {
        if (from > to)
        {
            return null;
        }

        for (; at < rules.Count; at++)
        {
            var rule = rules[at];
            if (!rule.IsFor(protocol, peer) || rule.To < from || rule.From > to)
            {
                continue;
            }

            // What lies beside the ports of this rule goes on to the next ones.
            return rule.Allows
                ? Denial(rules, at + 1, protocol, peer, from, rule.From - 1)
                    ?? Denial(rules, at + 1, protocol, peer, rule.To + 1, to)
                : rule;
        }

        return last;
    }

    private static List<AclRuleView> Rules(NetworkAcl acl, bool egress) =>
    [
        .. acl.Entries!
            .Where(entry => entry.Egress == egress && entry.CidrBlock is not null)
            .OrderBy(entry => entry.RuleNumber)
            .Select(View),
    ];

    private static AclRuleView View(NetworkAclEntry entry)
    {
        var protocol = Protocols.Read(entry.Protocol)!;
        var type = entry.IcmpTypeCode?.Type is { } asked and not -1 ? asked : (int?)null;
        return new(
            entry.RuleNumber!.Value,
            entry.RuleAction == RuleAction.Allow,
            protocol,
            Cidr.Read(entry.CidrBlock)!.Value,
            entry.PortRange?.From ?? type ?? 0,
            entry.PortRange?.To ?? type ?? PortMax);
    }
}

/// <summary>A rule of a network ACL: for which ports, or which type of ICMP.</summary>
internal sealed record AclRuleView(int Number, bool Allows, string Protocol, Cidr Block, int From, int To)
{
    /// <summary>As AWS shows it: the last one has no number.</summary>
    public string Name => Number == NewNetworkAcl.LastRule ? "*" : $"{Number}";

    public bool IsFor(string protocol, uint peer) =>
        (Protocol == Protocols.All || Protocol == protocol) && Block.Contains(peer);
}
