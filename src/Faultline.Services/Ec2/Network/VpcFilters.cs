using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>The filters of DescribeVpcs.</summary>
internal static class VpcFilters
{
    public static Filters<Vpc> All { get; } = new Filters<Vpc>()
        .On("cidr", vpc => vpc.CidrBlock)
        .On("cidr-block-association.association-id",
            vpc => vpc.CidrBlockAssociationSet!.Select(each => each.AssociationId))
        .On("cidr-block-association.cidr-block", vpc => vpc.CidrBlockAssociationSet!.Select(each => each.CidrBlock))
        .On("cidr-block-association.state",
            vpc => vpc.CidrBlockAssociationSet!.Select(each => each.CidrBlockState!.State))
        .On("dhcp-options-id", vpc => vpc.DhcpOptionsId)
        .On("ipv6-cidr-block-association.association-id",
            vpc => vpc.Ipv6CidrBlockAssociationSet!.Select(each => each.AssociationId))
        .On("ipv6-cidr-block-association.ipv6-cidr-block",
            vpc => vpc.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6CidrBlock))
        .On("ipv6-cidr-block-association.ipv6-pool",
            vpc => vpc.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6Pool))
        .On("ipv6-cidr-block-association.state",
            vpc => vpc.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6CidrBlockState!.State))
        .On("is-default", vpc => vpc.IsDefault)
        .On("isDefault", vpc => vpc.IsDefault)
        .On("owner-id", vpc => vpc.OwnerId)
        .On("state", vpc => vpc.State)
        .On("vpc-id", vpc => vpc.VpcId)
        .OnTags(vpc => vpc.Tags);
}
