using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>The filters of DescribeNetworkAcls. Protocols are found by number and by word.</summary>
internal static class NetworkAclFilters
{
    public static Filters<NetworkAcl> All { get; } = new Filters<NetworkAcl>()
        .On("association.association-id", acl => acl.Associations!.Select(each => each.NetworkAclAssociationId))
        .On("association.network-acl-id", acl => acl.Associations!.Select(each => each.NetworkAclId))
        .On("association.subnet-id", acl => acl.Associations!.Select(each => each.SubnetId))
        .On("default", acl => acl.IsDefault)
        .On("entry.cidr", acl => acl.Entries!.Select(each => each.CidrBlock))
        .On("entry.egress", acl => acl.Entries!.Select(each => each.Egress == true ? "true" : "false"))
        .On("entry.icmp.code", acl => acl.Entries!.Select(each => Text(each.IcmpTypeCode?.Code)))
        .On("entry.icmp.type", acl => acl.Entries!.Select(each => Text(each.IcmpTypeCode?.Type)))
        .On("entry.ipv6-cidr", acl => acl.Entries!.Select(each => each.Ipv6CidrBlock))
        .On("entry.port-range.from", acl => acl.Entries!.Select(each => Text(each.PortRange?.From)))
        .On("entry.port-range.to", acl => acl.Entries!.Select(each => Text(each.PortRange?.To)))
        .On("entry.protocol", acl => acl.Entries!.SelectMany(each =>
            new[] { each.Protocol, Protocols.Read(each.Protocol) }))
        .On("entry.rule-action", acl => acl.Entries!.Select(each => each.RuleAction))
        .On("entry.rule-number", acl => acl.Entries!.Select(each => Text(each.RuleNumber)))
        .On("network-acl-id", acl => acl.NetworkAclId)
        .On("owner-id", acl => acl.OwnerId)
        .On("vpc-id", acl => acl.VpcId)
        .OnTags(acl => acl.Tags);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
