using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>Rules of security groups, from the words of templates into those of EC2 and back. Pure.</summary>
internal static class GroupRuleText
{
    /// <summary>A rule in a template, of a group or by itself, as a permission.</summary>
    public static IpPermission Read(Properties rule)
    {
        var said = rule.Text("Description");
        var (four, six) = (rule.Text("CidrIp"), rule.Text("CidrIpv6"));
        var list = rule.Text("SourcePrefixListId") ?? rule.Text("DestinationPrefixListId");
        var group = rule.Text("SourceSecurityGroupId") ?? rule.Text("DestinationSecurityGroupId");
        var name = rule.Text("SourceSecurityGroupName");
        return new()
        {
            IpProtocol = rule.Needed("IpProtocol"),
            FromPort = rule.Number("FromPort"),
            ToPort = rule.Number("ToPort"),
            IpRanges = four is null ? null : [new() { CidrIp = four, Description = said }],
            Ipv6Ranges = six is null ? null : [new() { CidrIpv6 = six, Description = said }],
            PrefixListIds = list is null ? null : [new() { PrefixListIdValue = list, Description = said }],
            UserIdGroupPairs = (group ?? name) is null
                ? null
                :
                [
                    new()
                    {
                        GroupId = group,
                        GroupName = group is null ? name : null,
                        UserId = rule.Text("SourceSecurityGroupOwnerId"),
                        Description = said,
                    },
                ],
        };
    }

    /// <summary>A rule of EC2 as a template would have it.</summary>
    public static JsonObject Show(SecurityGroupRule rule)
    {
        var other = rule.IsEgress == true ? "DestinationSecurityGroupId" : "SourceSecurityGroupId";
        return Nodes.Set(
            ("IpProtocol", rule.IpProtocol),
            ("FromPort", rule.FromPort),
            ("ToPort", rule.ToPort),
            ("CidrIp", rule.CidrIpv4),
            ("CidrIpv6", rule.CidrIpv6),
            (other, rule.ReferencedGroupInfo?.GroupId),
            ("Description", rule.Description));
    }

    /// <summary>Whether a rule of EC2 lets through what a template says.</summary>
    /// <param name="named">The id of the other group, where the template has its name.</param>
    public static bool Says(Properties asked, string? named, SecurityGroupRule rule)
    {
        var protocol = Protocols.Read(asked.Text("IpProtocol"));
        var hasPorts = protocol is Protocols.Tcp or Protocols.Udp or Protocols.Icmp or Protocols.Icmp6;
        var group = asked.Text("SourceSecurityGroupId") ?? asked.Text("DestinationSecurityGroupId") ?? named;
        return rule.IpProtocol == protocol
            && rule.FromPort == (hasPorts ? asked.Number("FromPort") ?? -1 : -1)
            && rule.ToPort == (hasPorts ? asked.Number("ToPort") ?? -1 : -1)
            && rule.CidrIpv4 == Cidr.Read(asked.Text("CidrIp"))?.ToString()
            && rule.CidrIpv6 == Cidr6.Read(asked.Text("CidrIpv6"))?.ToString()
            && rule.ReferencedGroupInfo?.GroupId == group;
    }

    /// <summary>Whether both let the same through; what they say of themselves is beside the point.</summary>
    public static bool Same(Properties one, Properties other) =>
        Nodes.Same(WithoutDescription(one), WithoutDescription(other));

    private static JsonObject WithoutDescription(Properties rule)
    {
        var copy = rule.All.DeepClone().AsObject();
        copy.Remove("Description");
        return copy;
    }
}
