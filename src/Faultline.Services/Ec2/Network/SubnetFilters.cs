using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>The filters of DescribeSubnets, some of which AWS knows by two names.</summary>
internal static class SubnetFilters
{
    public static Filters<Subnet> All { get; } = new Filters<Subnet>()
        .On("availability-zone", subnet => subnet.AvailabilityZone)
        .On("availabilityZone", subnet => subnet.AvailabilityZone)
        .On("availability-zone-id", subnet => subnet.AvailabilityZoneId)
        .On("availabilityZoneId", subnet => subnet.AvailabilityZoneId)
        .On("available-ip-address-count", subnet => subnet.AvailableIpAddressCount)
        .On("cidr", subnet => subnet.CidrBlock)
        .On("cidr-block", subnet => subnet.CidrBlock)
        .On("cidrBlock", subnet => subnet.CidrBlock)
        .On("customer-owned-ipv4-pool", subnet => subnet.CustomerOwnedIpv4Pool)
        .On("default-for-az", subnet => subnet.DefaultForAz)
        .On("defaultForAz", subnet => subnet.DefaultForAz)
        .On("enable-dns64", subnet => subnet.EnableDns64)
        .On("enable-lni-at-device-index", subnet => subnet.EnableLniAtDeviceIndex)
        .On("ipv6-cidr-block-association.association-id",
            subnet => subnet.Ipv6CidrBlockAssociationSet!.Select(each => each.AssociationId))
        .On("ipv6-cidr-block-association.ipv6-cidr-block",
            subnet => subnet.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6CidrBlock))
        .On("ipv6-cidr-block-association.state",
            subnet => subnet.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6CidrBlockState!.State))
        .On("ipv6-native", subnet => subnet.Ipv6Native)
        .On("map-customer-owned-ip-on-launch", subnet => subnet.MapCustomerOwnedIpOnLaunch)
        .On("map-public-ip-on-launch", subnet => subnet.MapPublicIpOnLaunch)
        .On("outpost-arn", subnet => subnet.OutpostArn)
        .On("owner-id", subnet => subnet.OwnerId)
        .On("private-dns-name-options-on-launch.hostname-type",
            subnet => subnet.PrivateDnsNameOptionsOnLaunch!.HostnameType)
        .On("private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
            subnet => subnet.PrivateDnsNameOptionsOnLaunch!.EnableResourceNameDnsARecord)
        .On("private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
            subnet => subnet.PrivateDnsNameOptionsOnLaunch!.EnableResourceNameDnsAAAARecord)
        .On("state", subnet => subnet.State)
        .On("subnet-arn", subnet => subnet.SubnetArn)
        .On("subnet-id", subnet => subnet.SubnetId)
        .On("vpc-id", subnet => subnet.VpcId)
        .OnTags(subnet => subnet.Tags);
}
