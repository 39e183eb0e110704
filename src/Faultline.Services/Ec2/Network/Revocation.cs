using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Which rules of a group are to go: named by their ids, or as permissions in one of two ways. Pure.</summary>
internal sealed record Revocation(string? GroupId, string? GroupName, bool IsEgress)
{
    public required List<string>? Ids { get; init; }

    public required FlatPermission Flat { get; init; }

    public required List<IpPermission>? Permissions { get; init; }

    public required bool? DryRun { get; init; }

    /// <summary>
    /// The rules that are to go. Permissions that no rule has are told in a default VPC, and refused in any other
    /// (RevokeSecurityGroupIngress in the API reference).
    /// </summary>
    public (List<RevokedSecurityGroupRule> Revoked, List<IpPermission> Unknown) Read(
        Ec2State state, Owned<SecurityGroup> group)
    {
        var there = new GroupRules(state, group, IsEgress);
        if (Ids is { Count: > 0 })
        {
            return Permissions is { Count: > 0 }
                ? throw NetworkRefusal.Combination("securityGroupRuleIds", "ipPermissions")
                : ([.. Ids.Distinct().Select(id => Revoked(there.Need(id).Shown))], []);
        }

        var asked = new Permissions(state, group, IsEgress).Read(Flat.Or(Permissions));
        var unknown = asked.FindAll(rule => there.Find(rule) is null);
        if (unknown.Count > 0 && state.Vpcs.Find(group.Shown.VpcId)!.Shown.IsDefault != true)
        {
            throw NetworkRefusal.NoRule();
        }

        return (
            [.. asked.Select(there.Find).OfType<Owned<SecurityGroupRule>>().Select(row => Revoked(row.Shown))],
            GroupRules.Show(unknown, state));
    }

    private static RevokedSecurityGroupRule Revoked(SecurityGroupRule rule) => new()
    {
        SecurityGroupRuleId = rule.SecurityGroupRuleId,
        GroupId = rule.GroupId,
        IsEgress = rule.IsEgress,
        IpProtocol = rule.IpProtocol,
        FromPort = rule.FromPort,
        ToPort = rule.ToPort,
        CidrIpv4 = rule.CidrIpv4,
        CidrIpv6 = rule.CidrIpv6,
        PrefixListId = rule.PrefixListId,
        ReferencedGroupId = rule.ReferencedGroupInfo?.GroupId,
        Description = rule.Description,
    };
}
