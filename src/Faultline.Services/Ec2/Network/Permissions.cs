using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Reads the permissions that somebody writes for a group: each range, list or group in them is a rule of its own. The
/// rules that come out have no ids yet. Pure.
/// </summary>
internal sealed record Permissions(Ec2State State, Owned<SecurityGroup> Group, bool IsEgress)
{
    private const int PortMax = 65535;
    private const int IcmpMax = 255;

    public List<SecurityGroupRule> Read(List<IpPermission> permissions)
    {
        var rules = permissions.SelectMany(Read).ToList();
        return rules.Exists(rule => rules.Exists(other => other != rule && RuleText.Same(rule, other)))
            ? throw Refusal.Value("The same permission must not appear multiple times")
            : rules;
    }

    /// <summary>The rule that another one is to become.</summary>
    public SecurityGroupRule Read(SecurityGroupRuleRequest asked) => Read(new IpPermission
    {
        IpProtocol = asked.IpProtocol,
        FromPort = asked.FromPort,
        ToPort = asked.ToPort,
        IpRanges = asked.CidrIpv4 is { } block ? [new() { CidrIp = block, Description = asked.Description }] : null,
        Ipv6Ranges = asked.CidrIpv6 is { } six ? [new() { CidrIpv6 = six, Description = asked.Description }] : null,
        PrefixListIds = asked.PrefixListId is { } list ? [new() { PrefixListIdValue = list }] : null,
        UserIdGroupPairs = asked.ReferencedGroupId is { } group
            ? [new() { GroupId = group, Description = asked.Description }]
            : null,
    }) is [var rule]
        ? rule
        : throw Refusal.Value("A rule has exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId");

    private List<SecurityGroupRule> Read(IpPermission permission)
    {
        var (protocol, from, to) = Ports(permission);
        List<SecurityGroupRule> rules =
        [
            .. (permission.IpRanges ?? []).Select(range => new SecurityGroupRule
            {
                CidrIpv4 = Cidr.Read(range.CidrIp)?.ToString() ?? throw NetworkRefusal.MalformedBlock(range.CidrIp),
                Description = Described(range.Description),
            }),
            .. (permission.Ipv6Ranges ?? []).Select(range => new SecurityGroupRule
            {
                CidrIpv6 = Cidr6.Read(range.CidrIpv6)?.ToString()
                    ?? throw NetworkRefusal.MalformedBlock(range.CidrIpv6),
                Description = Described(range.Description),
            }),
            .. (permission.UserIdGroupPairs ?? []).Select(pair => new SecurityGroupRule
            {
                ReferencedGroupInfo = Reference(pair),
                Description = Described(pair.Description),
            }),
        ];
        if (permission.PrefixListIds is [var list, ..])
        {
            throw new Wire.AwsError(
                "InvalidPrefixListID.NotFound", 400, $"The prefix list ID '{list.PrefixListIdValue}' does not exist");
        }

        if (rules.Count == 0)
        {
            throw NetworkRefusal.MissingParameter("IpRanges, Ipv6Ranges, PrefixListIds or UserIdGroupPairs");
        }

        foreach (var rule in rules)
        {
            (rule.IsEgress, rule.IpProtocol, rule.FromPort, rule.ToPort) = (IsEgress, protocol, from, to);
        }

        return rules;
    }

    /// <summary>Ports of TCP and UDP, type and code of ICMP; other protocols have neither.</summary>
    private static (string Protocol, int From, int To) Ports(IpPermission permission)
    {
        var protocol = Protocols.Read(permission.IpProtocol ?? throw NetworkRefusal.MissingParameter("ipProtocol"))
            ?? throw Refusal.Value($"Invalid value '{permission.IpProtocol}' for IP protocol. Unknown protocol.");
        if (protocol is Protocols.Icmp or Protocols.Icmp6)
        {
            var (type, code) = (permission.FromPort ?? -1, permission.ToPort ?? -1);
            return type is >= -1 and <= IcmpMax
                ? code is >= -1 and <= IcmpMax
                    ? (protocol, type, code)
                    : throw Refusal.Value($"ICMP code ({code}) out of range")
                : throw Refusal.Value($"ICMP type ({type}) out of range");
        }

        if (!Protocols.HasPorts(protocol))
        {
            return (protocol, -1, -1);
        }

        if (permission is not { FromPort: { } from, ToPort: { } to })
        {
            throw Refusal.Value(
                "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
        }

        if (from is < 0 or > PortMax)
        {
            throw Refusal.Value($"TCP/UDP (from) port ({from}) out of range");
        }

        if (to is < 0 or > PortMax)
        {
            throw Refusal.Value($"TCP/UDP (to) port ({to}) out of range");
        }

        return from <= to
            ? (protocol, from, to)
            : throw Refusal.Value($"Invalid TCP/UDP port range ({from}:{to})");
    }

    /// <summary>Another group, of this VPC or of one that is peered with it.</summary>
    private ReferencedSecurityGroup Reference(UserIdGroupPair pair)
    {
        var owner = pair.UserId ?? Group.Account;
        var other = pair.GroupId is { Length: > 0 } id
            ? State.SecurityGroups.Find(id) ?? throw Noun.SecurityGroup.Missing(id)
            : State.Group(Group.Account, null, pair.GroupName);
        if (other.Shown.VpcId == Group.Shown.VpcId)
        {
            return new() { GroupId = other.Id, UserId = other.Account };
        }

        // A group of someone else is there for whoever has a peering with its VPC, and for nobody else.
        var peering = State.PeeringOf(Group.Shown.VpcId, other.Shown.VpcId);
        if (peering is null || (pair.UserId is not null && other.Account != owner))
        {
            throw other.Account == Group.Account
                ? NetworkRefusal.DifferentNetworks()
                : Noun.SecurityGroup.Missing(other.Id);
        }

        return new()
        {
            GroupId = other.Id,
            UserId = other.Account,
            VpcId = other.Shown.VpcId,
            VpcPeeringConnectionId = peering.Id,
            PeeringStatus = peering.Shown.Status!.Code,
        };
    }

    public static string? Described(string? text) => text is null || GroupText.Holds(text)
        ? text
        : throw Refusal.Value($"Invalid rule description. {GroupText.Allowed}");
}
