using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Makes a network ACL: the default one of a VPC lets everything pass, any other nothing ("Network ACL basics", Amazon
/// VPC User Guide). Pure.
/// </summary>
internal static class NewNetworkAcl
{
    /// <summary>The number of the last rule, which denies what no other matched, and which nobody can change.</summary>
    public const int LastRule = 32767;

    /// <summary>The same for IPv6, where the VPC has such a block.</summary>
    private const int LastRule6 = 32768;

    private const int FirstRule = 100;
    private const int FirstRule6 = 101;

    public static Owned<NetworkAcl> Make(Ec2State state, Owned<Vpc> vpc, bool isDefault, List<Tag> tags, Dice dice)
    {
        var acl = new Owned<NetworkAcl>(dice.Resource("acl"), vpc.Account, new());
        acl = acl.With(shown =>
        {
            shown.NetworkAclId = acl.Id;
            shown.VpcId = vpc.Id;
            shown.OwnerId = vpc.Account;
            shown.IsDefault = isDefault;
            shown.Associations = [];
            shown.Entries =
            [
                .. from egress in (bool[])[true, false]
                   from number in isDefault ? (int[])[FirstRule, LastRule] : [LastRule]
                   select Entry(egress, number),
                .. from egress in (bool[])[true, false]
                   where VpcIpv6Blocks.Of(vpc.Shown).Any()
                   select Entry6(egress, LastRule6),
            ];
            shown.Tags = tags;
        });
        state.NetworkAcls.Put(acl);
        return acl;
    }

    /// <summary>Puts the subnet under the ACL; gives the id of the association.</summary>
    public static string Associate(Ec2State state, string acl, string subnet, Dice dice)
    {
        var id = dice.Resource("aclassoc");
        state.NetworkAcls.Change(acl, row => row.With(shown => shown.Associations =
        [
            .. shown.Associations ?? [],
            new() { NetworkAclAssociationId = id, NetworkAclId = acl, SubnetId = subnet },
        ]));
        return id;
    }

    /// <summary>What the default ACL gets for IPv6: all may pass.</summary>
    public static IEnumerable<NetworkAclEntry> Entries6(bool egress) =>
        [Entry6(egress, FirstRule6), Entry6(egress, LastRule6)];

    /// <summary>Whether the rules of a direction are those that a default ACL begins with.</summary>
    public static bool IsAsMade(IEnumerable<NetworkAclEntry> entries, bool egress) =>
        entries.Where(each => each.Egress == egress).OrderBy(each => each.RuleNumber).ToList() is
        [
            { RuleNumber: FirstRule, Protocol: Protocols.All, RuleAction: RuleAction.Allow, CidrBlock: { } block },
            { RuleNumber: LastRule },
        ] && block == Cidr.Everywhere.ToString();

    private static NetworkAclEntry Entry(bool egress, int number) => new()
    {
        Egress = egress,
        RuleNumber = number,
        Protocol = Protocols.All,
        CidrBlock = Cidr.Everywhere.ToString(),
        RuleAction = number == LastRule ? RuleAction.Deny : RuleAction.Allow,
    };

    private static NetworkAclEntry Entry6(bool egress, int number) => new()
    {
        Egress = egress,
        RuleNumber = number,
        Protocol = Protocols.All,
        Ipv6CidrBlock = Cidr6.Everywhere.ToString(),
        RuleAction = number == LastRule6 ? RuleAction.Deny : RuleAction.Allow,
    };
}
