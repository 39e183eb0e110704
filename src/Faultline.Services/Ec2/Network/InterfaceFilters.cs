using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>The filters of DescribeNetworkInterfaces.</summary>
internal static class InterfaceFilters
{
    public static Filters<NetworkInterface> All { get; } = Attached(Associated(new Filters<NetworkInterface>()))
        .On("availability-zone", eni => eni.AvailabilityZone)
        .On("availability-zone-id", eni => eni.AvailabilityZoneId)
        .On("description", eni => eni.Description)
        .On("group-id", eni => eni.Groups!.Select(each => each.GroupId))
        .On("group-name", eni => eni.Groups!.Select(each => each.GroupName))
        .On("interface-type", eni => eni.InterfaceType)
        .On("ipv6-addresses.ipv6-address", eni => eni.Ipv6Addresses!.Select(each => each.Ipv6Address))
        .On("mac-address", eni => eni.MacAddress)
        .On("network-interface-id", eni => eni.NetworkInterfaceId)
        .On("operator.managed", eni => eni.Operator?.Managed ?? false)
        .On("operator.principal", eni => eni.Operator?.Principal)
        .On("owner-id", eni => eni.OwnerId)
        .On("private-dns-name", eni => eni.PrivateDnsName)
        .On("private-ip-address", eni => eni.PrivateIpAddress)
        .On("requester-id", eni => eni.RequesterId)
        .On("requester-managed", eni => eni.RequesterManaged)
        .On("source-dest-check", eni => eni.SourceDestCheck)
        .On("status", eni => eni.Status)
        .On("subnet-id", eni => eni.SubnetId)
        .On("vpc-id", eni => eni.VpcId)
        .OnTags(eni => eni.TagSet);

    private static Filters<NetworkInterface> Associated(Filters<NetworkInterface> filters) => filters
        .On("addresses.association.owner-id",
            eni => eni.PrivateIpAddresses!.Select(each => each.Association?.IpOwnerId))
        .On("addresses.association.public-ip",
            eni => eni.PrivateIpAddresses!.Select(each => each.Association?.PublicIp))
        .On("addresses.primary", eni => eni.PrivateIpAddresses!.Select(
            each => each.Primary == true ? "true" : "false"))
        .On("addresses.private-ip-address", eni => eni.PrivateIpAddresses!.Select(each => each.PrivateIpAddress))
        .On("association.allocation-id", eni => eni.Association?.AllocationId)
        .On("association.association-id", eni => eni.Association?.AssociationId)
        .On("association.ip-owner-id", eni => eni.Association?.IpOwnerId)
        .On("association.public-dns-name", eni => eni.Association?.PublicDnsName)
        .On("association.public-ip", eni => eni.Association?.PublicIp);

    private static Filters<NetworkInterface> Attached(Filters<NetworkInterface> filters) => filters
        .On("attachment.attach-time", eni => eni.Attachment?.AttachTime?.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
        .On("attachment.attachment-id", eni => eni.Attachment?.AttachmentId)
        .On("attachment.delete-on-termination", eni => eni.Attachment?.DeleteOnTermination)
        .On("attachment.device-index", eni => eni.Attachment?.DeviceIndex)
        .On("attachment.instance-id", eni => eni.Attachment?.InstanceId)
        .On("attachment.instance-owner-id", eni => eni.Attachment?.InstanceOwnerId)
        .On("attachment.status", eni => eni.Attachment?.Status);
}
