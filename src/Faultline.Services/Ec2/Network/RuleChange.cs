using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Changes of rules that are there: each keeps its id, its direction and its kind of peer. Pure.</summary>
internal static class RuleChange
{
    /// <summary>The rule as it is to be.</summary>
    public static Owned<SecurityGroupRule> Read(
        Ec2State state, Owned<SecurityGroup> group, SecurityGroupRuleUpdate asked)
    {
        var row = state.Rules.Find(group.Account, asked.SecurityGroupRuleId);
        if (row?.Shown.GroupId != group.Id)
        {
            throw Noun.SecurityGroupRule.Missing(asked.SecurityGroupRuleId);
        }

        var rule = new Permissions(state, group, row.Shown.IsEgress == true).Read(
            asked.SecurityGroupRule ?? throw NetworkRefusal.MissingParameter("SecurityGroupRule"));
        if (Kind(rule) != Kind(row.Shown))
        {
            throw Refusal.Value(
                $"The type of the rule {row.Id} cannot be changed: it is for {Kind(row.Shown)}, not for {Kind(rule)}.");
        }

        return row.With(shown =>
        {
            (shown.IpProtocol, shown.FromPort, shown.ToPort) = (rule.IpProtocol, rule.FromPort, rule.ToPort);
            (shown.CidrIpv4, shown.CidrIpv6) = (rule.CidrIpv4, rule.CidrIpv6);
            shown.ReferencedGroupInfo = rule.ReferencedGroupInfo;
            shown.Description = rule.Description;
        });
    }

    /// <summary>Refuses changes after which two rules would be the same.</summary>
    public static void Check(Ec2State state, Owned<SecurityGroup> group, List<Owned<SecurityGroupRule>> changed)
    {
        var after = state.Rules.All
            .Where(row => row.Shown.GroupId == group.Id && !changed.Exists(each => each.Id == row.Id))
            .Concat(changed)
            .ToList();
        if (changed.Find(one => after.Exists(other => other.Id != one.Id && RuleText.Same(one.Shown, other.Shown)))
            is { } twice)
        {
            throw NetworkRefusal.RuleIsThere(RuleText.Of(twice.Shown));
        }
    }

    /// <summary>Rules with other descriptions, named by what they let pass or by their ids.</summary>
    public static List<Owned<SecurityGroupRule>> Describe(
        Ec2State state,
        Owned<SecurityGroup> group,
        bool isEgress,
        List<IpPermission>? permissions,
        List<SecurityGroupRuleDescription>? byId)
    {
        var there = new GroupRules(state, group, isEgress);
        return (permissions, byId) switch
        {
            ({ Count: > 0 }, { Count: > 0 }) =>
                throw NetworkRefusal.Combination("securityGroupRuleDescriptions", "ipPermissions"),
            ({ Count: > 0 }, _) => new Permissions(state, group, isEgress).Read(permissions!).ConvertAll(rule =>
                (there.Find(rule) ?? throw NetworkRefusal.NoRule())
                    .With(shown => shown.Description = rule.Description)),
            (_, { Count: > 0 }) => byId!.ConvertAll(each => there.Need(each.SecurityGroupRuleId)
                .With(shown => shown.Description = Permissions.Described(each.Description))),
            _ => throw NetworkRefusal.MissingParameter("ipPermissions"),
        };
    }

    private static string Kind(SecurityGroupRule rule) => rule switch
    {
        { CidrIpv4: not null } => "an IPv4 range",
        { CidrIpv6: not null } => "an IPv6 range",
        _ => "a group",
    };
}
