using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The rules that AWS adds for IPv6 once a VPC has its first such block, to groups and the default network ACL whose
/// rules are still those that they began with ("Security group rules" and "Default network ACL", Amazon VPC User
/// Guide). Pure.
/// </summary>
internal static class Ipv6Defaults
{
    public static void Add(Ec2State state, string region, string vpc, Dice dice)
    {
        foreach (var group in state.SecurityGroups.All.Where(row => row.Shown.VpcId == vpc).ToList())
        {
            if (state.Rules.All.Where(row => row.Shown.GroupId == group.Id && row.Shown.IsEgress == true).ToList()
                is [{ Shown: { IpProtocol: Protocols.All, CidrIpv4: { } block } }]
                && block == Cidr.Everywhere.ToString())
            {
                NewSecurityGroup.AddRule(state, region, group, Everything(), dice);
            }
        }

        var acls = state.NetworkAcls.All.Where(row => row.Shown.VpcId == vpc && row.Shown.IsDefault == true);
        foreach (var acl in acls.ToList())
        {
            state.NetworkAcls.Put(acl.With(shown => shown.Entries =
            [
                .. shown.Entries!,
                .. from egress in (bool[])[true, false]
                   where NewNetworkAcl.IsAsMade(shown.Entries!, egress)
                   from entry in NewNetworkAcl.Entries6(egress)
                   select entry,
            ]));
        }
    }

    /// <summary>What lets everything out over IPv6.</summary>
    public static SecurityGroupRule Everything() =>
        new() { IsEgress = true, CidrIpv6 = Cidr6.Everywhere.ToString() };
}
