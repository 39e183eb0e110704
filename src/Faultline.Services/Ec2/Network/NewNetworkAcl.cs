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

    private const int FirstRule = 100;

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

    private static NetworkAclEntry Entry(bool egress, int number) => new()
    {
        Egress = egress,
        RuleNumber = number,
        Protocol = Protocols.All,
        CidrBlock = Cidr.Everywhere.ToString(),
        RuleAction = number == LastRule ? RuleAction.Deny : RuleAction.Allow,
    };
}
