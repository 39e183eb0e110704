using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Network;

/// <summary>The rules of a group in one direction: what may come to them, and how they are shown. Pure.</summary>
internal sealed class GroupRules(Ec2State state, Owned<SecurityGroup> group, bool isEgress)
{
    public IEnumerable<Owned<SecurityGroupRule>> All => state.Rules.All
        .Where(row => row.Shown.GroupId == group.Id && row.Shown.IsEgress == isEgress);

    /// <summary>Refuses rules that are there, and those that would be too many.</summary>
    public void Check(List<SecurityGroupRule> more)
    {
        if (more.Find(rule => Find(rule) is not null) is { } twice)
        {
            throw NetworkRefusal.RuleIsThere(RuleText.Of(twice));
        }

        // The quota is for IPv4 and IPv6 apart ("Amazon VPC quotas"); a group counts as both.
        var all = All.Select(row => row.Shown).Concat(more).ToList();
        if (all.Count(rule => rule.CidrIpv6 is null) > NetworkLimits.RulesPerGroup
            || all.Count(rule => rule.CidrIpv4 is null) > NetworkLimits.RulesPerGroup)
        {
            throw NetworkRefusal.TooManyRules();
        }
    }

    public List<SecurityGroupRule> Add(List<SecurityGroupRule> rules, string region, List<Tag> tags, Dice dice) =>
    [
        .. rules.Select(rule => NewSecurityGroup
            .AddRule(state, region, group, rule.With(shown => shown.Tags = tags), dice).Shown),
    ];

    public Owned<SecurityGroupRule>? Find(SecurityGroupRule rule) =>
        All.FirstOrDefault(row => RuleText.Same(row.Shown, rule));

    public Owned<SecurityGroupRule> Need(string? id) =>
        state.Rules.Find(group.Account, id) is { } row
        && row.Shown.GroupId == group.Id
        && row.Shown.IsEgress == isEgress
            ? row
            : throw Noun.SecurityGroupRule.Missing(id ?? "");

    /// <summary>The rules as permissions: those of the same protocol and ports are one.</summary>
    public List<IpPermission> Show() => Show(All.Select(row => row.Shown), state);

    public static List<IpPermission> Show(IEnumerable<SecurityGroupRule> rules, Ec2State state) =>
    [
        .. from rule in rules
           group rule by (rule.IpProtocol, rule.FromPort, rule.ToPort) into alike
           let hasPorts = Protocols.HasPorts(alike.Key.IpProtocol!)
               || alike.Key.IpProtocol is Protocols.Icmp or Protocols.Icmp6
           select new IpPermission
           {
               IpProtocol = alike.Key.IpProtocol,
               FromPort = hasPorts ? alike.Key.FromPort : null,
               ToPort = hasPorts ? alike.Key.ToPort : null,
               IpRanges = [.. alike.Where(rule => rule.CidrIpv4 is not null)
                   .Select(rule => new IpRange { CidrIp = rule.CidrIpv4, Description = rule.Description })],
               Ipv6Ranges = [.. alike.Where(rule => rule.CidrIpv6 is not null)
                   .Select(rule => new Ipv6Range { CidrIpv6 = rule.CidrIpv6, Description = rule.Description })],
               PrefixListIds = [],
               UserIdGroupPairs = [.. alike.Where(rule => rule.ReferencedGroupInfo is not null)
                   .Select(rule => Pair(rule, state))],
           },
    ];

    /// <summary>A group that is gone, or whose peering is, shows as it was meant: AWS calls such rules stale.</summary>
    private static UserIdGroupPair Pair(SecurityGroupRule rule, Ec2State state)
    {
        var other = rule.ReferencedGroupInfo!;
        var peering = state.Peerings.Find(other.VpcPeeringConnectionId);
        return new()
        {
            GroupId = other.GroupId,
            UserId = other.UserId,
            VpcId = other.VpcId,
            VpcPeeringConnectionId = other.VpcPeeringConnectionId,
            PeeringStatus = other.VpcPeeringConnectionId is null
                ? null
                : peering?.Shown.Status!.Code ?? VpcPeeringConnectionStateReasonCode.Deleted,
            Description = rule.Description,
        };
    }
}
