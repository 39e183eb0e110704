using System.Net;
using Faultline.Api.Ec2;

namespace Faultline.Services.Fis.Actions.Network;

/// <summary>
/// The rules of an ACL that stands in for a subnet's own: those that deny first, then its own in their order, all of
/// them with new numbers. Pure.
/// </summary>
internal static class AclRules
{
    public const string All = "all";
    public const string Zone = "availability-zone";
    public const string Vpc = "vpc";

    /// <summary>"Network ACLs", Amazon VPC quotas: rules in each direction.</summary>
    public const int RulesMax = 20;

    /// <summary>The last rule of an ACL, which every new one has by itself.</summary>
    private const int LastRule = 32767;

    private const string Everything = "-1";

    public static List<NetworkAclEntry> For(
        string scope, IReadOnlyList<NetworkAclEntry> own, IReadOnlyList<string> vpc, IReadOnlyList<string> otherZones)
    {
        var all = new List<NetworkAclEntry>();
        foreach (var egress in (bool[])[false, true])
        {
            var before = own
                .Where(entry => (entry.Egress ?? false) == egress && entry.RuleNumber < LastRule)
                .OrderBy(entry => entry.RuleNumber);
            var rules = scope switch
            {
                // What follows a rule for everybody is never looked at, and may be left out where it does not fit.
                All => Deny("0.0.0.0/0").Append(Deny6()).Concat(before).Take(RulesMax),
                Zone => otherZones.SelectMany(Deny).Concat(before),
                _ => before.SelectMany(entry => Within(entry, vpc)),
            };
            all.AddRange(rules.Select((entry, index) => Numbered(entry, index + 1, egress)));
        }

        return all;
    }

    /// <summary>What of a rule is about the VPC: all else falls to the last rule, which denies.</summary>
    private static IEnumerable<NetworkAclEntry> Within(NetworkAclEntry entry, IReadOnlyList<string> vpc)
    {
        if (!IPNetwork.TryParse(entry.CidrBlock, out var rule))
        {
            yield break;
        }

        foreach (var text in vpc)
        {
            var block = IPNetwork.Parse(text);
            if (block.Contains(rule.BaseAddress) && rule.PrefixLength >= block.PrefixLength)
            {
                yield return With(entry, entry.CidrBlock!);
            }
            else if (rule.Contains(block.BaseAddress))
            {
                yield return With(entry, text);
            }
        }
    }

    private static IEnumerable<NetworkAclEntry> Deny(string block) =>
        [new() { Protocol = Everything, RuleAction = RuleAction.Deny, CidrBlock = block }];

    private static NetworkAclEntry Deny6() =>
        new() { Protocol = Everything, RuleAction = RuleAction.Deny, Ipv6CidrBlock = "::/0" };

    private static NetworkAclEntry With(NetworkAclEntry entry, string block) => new()
    {
        Protocol = entry.Protocol,
        RuleAction = entry.RuleAction,
        CidrBlock = block,
        PortRange = entry.PortRange,
        IcmpTypeCode = entry.IcmpTypeCode,
    };

    private static NetworkAclEntry Numbered(NetworkAclEntry entry, int number, bool egress) => new()
    {
        RuleNumber = number,
        Egress = egress,
        Protocol = entry.Protocol,
        RuleAction = entry.RuleAction,
        CidrBlock = entry.CidrBlock,
        Ipv6CidrBlock = entry.Ipv6CidrBlock,
        PortRange = entry.PortRange,
        IcmpTypeCode = entry.IcmpTypeCode,
    };
}
