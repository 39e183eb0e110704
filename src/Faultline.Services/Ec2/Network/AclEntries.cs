using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The numbered rules of a network ACL ("Network ACL rules", Amazon VPC User Guide). The last one, which denies what no
/// other matched, stays as it is. Pure.
/// </summary>
internal sealed record AclEntries(Owned<NetworkAcl> Acl, int? Number, bool? Egress)
{
    private const int PortMax = 65535;

    public NetworkAclEntry? Found => Acl.Shown.Entries!
        .Find(each => each.RuleNumber == Number && each.Egress == (Egress ?? false));

    /// <summary>A rule that is not there yet.</summary>
    public NetworkAclEntry Add(NetworkAclEntry asked)
    {
        CheckNumber();
        if (Found is not null)
        {
            throw new AwsError(
                "NetworkAclEntryAlreadyExists", 400,
                $"The network acl entry identified by {Number} already exists.");
        }

        var there = Acl.Shown.Entries!.Count(each =>
            each.Egress == (Egress ?? false) && each.RuleNumber < NewNetworkAcl.LastRule);
        return there < NetworkLimits.EntriesPerAcl
            ? Read(asked)
            : throw new AwsError(
                "NetworkAclEntryLimitExceeded", 400,
                "The maximum number of network ACL entries has been reached.");
    }

    /// <summary>A rule that is there.</summary>
    public NetworkAclEntry Need()
    {
        CheckNumber();
        return Found ?? throw new AwsError(
            "InvalidNetworkAclEntry.NotFound", 400,
            $"The network acl entry identified by {Number} does not exist.");
    }

    public NetworkAclEntry Read(NetworkAclEntry asked)
    {
        var protocol = Protocols.Read(asked.Protocol) ?? throw Refusal.Value(asked.Protocol!, "protocol");
        if (asked.RuleAction is not (RuleAction.Allow or RuleAction.Deny))
        {
            throw Refusal.Value(asked.RuleAction!, "ruleAction");
        }

        var (four, six) = (Cidr.Read(asked.CidrBlock)?.ToString(), Cidr6.Read(asked.Ipv6CidrBlock)?.ToString());
        if ((asked.CidrBlock is not null && four is null) || (asked.Ipv6CidrBlock is not null && six is null))
        {
            throw NetworkRefusal.NotABlock(asked.CidrBlock ?? asked.Ipv6CidrBlock, "cidrBlock");
        }

        if ((four is null) == (six is null))
        {
            throw NetworkRefusal.MissingParameter("cidrBlock");
        }

        return new()
        {
            RuleNumber = Number,
            Egress = Egress ?? false,
            Protocol = Protocols.Number(protocol),
            RuleAction = asked.RuleAction,
            CidrBlock = four,
            Ipv6CidrBlock = six,
            PortRange = Protocols.HasPorts(protocol) ? Ports(asked.PortRange) : null,
            IcmpTypeCode = protocol is Protocols.Icmp or Protocols.Icmp6
                ? asked.IcmpTypeCode ?? throw NetworkRefusal.MissingParameter("icmpTypeCode")
                : null,
        };
    }

    private static PortRange Ports(PortRange? asked) => asked switch
    {
        { From: { } from, To: { } to } => from >= 0 && from <= to && to <= PortMax
            ? asked
            : throw Refusal.Value(string.Create(CultureInfo.InvariantCulture, $"{from}-{to}"), "portRange"),
        _ => throw NetworkRefusal.MissingParameter("portRange"),
    };

    private void CheckNumber()
    {
        if (Number is null)
        {
            throw NetworkRefusal.MissingParameter("ruleNumber");
        }

        if (Number is < 1 or >= NewNetworkAcl.LastRule)
        {
            throw Refusal.Value(Number.Value.ToString(CultureInfo.InvariantCulture), "ruleNumber");
        }
    }
}
