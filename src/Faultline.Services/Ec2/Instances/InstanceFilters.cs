using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Instances;

/// <summary>The filters of DescribeInstances, as its page in the API reference lists them.</summary>
internal static class InstanceFilters
{
    private const string Hour = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static Filters<(Instance Shown, string Reservation, string Account)> All { get; } = Make();

    private static Filters<(Instance Shown, string Reservation, string Account)> Make()
    {
        var filters = new Filters<(Instance Shown, string Reservation, string Account)>()
            .On("affinity", it => it.Shown.Placement?.Affinity)
            .On("architecture", it => it.Shown.Architecture)
            .On("availability-zone", it => it.Shown.Placement?.AvailabilityZone)
            .On("availability-zone-id", it => it.Shown.Placement?.AvailabilityZoneId)
            .On("boot-mode", it => it.Shown.BootMode)
            .On("capacity-reservation-id", it => it.Shown.CapacityReservationId)
            .On(
                "capacity-reservation-specification.capacity-reservation-preference",
                it => it.Shown.CapacityReservationSpecification?.CapacityReservationPreference)
            .On("client-token", it => it.Shown.ClientToken)
            .On("dns-name", it => it.Shown.PublicDnsName)
            .On("ebs-optimized", it => it.Shown.EbsOptimized)
            .On("ena-support", it => it.Shown.EnaSupport)
            .On("hibernation-options.configured", it => it.Shown.HibernationOptions?.Configured)
            .On("host-id", it => it.Shown.Placement?.HostId)
            .On("hypervisor", it => it.Shown.Hypervisor)
            .On("iam-instance-profile.arn", it => it.Shown.IamInstanceProfile?.Arn)
            .On("iam-instance-profile.id", it => it.Shown.IamInstanceProfile?.Id)
            .On("image-id", it => it.Shown.ImageId)
            .On("instance-id", it => it.Shown.InstanceId)
            .On("instance-lifecycle", it => it.Shown.InstanceLifecycle)
            .On("instance-state-code", it => (double?)it.Shown.State?.Code)
            .On("instance-state-name", it => it.Shown.State?.Name)
            .On("instance-type", it => it.Shown.InstanceType)
            .On("instance.group-id", it => it.Shown.SecurityGroups?.Select(group => group.GroupId))
            .On("instance.group-name", it => it.Shown.SecurityGroups?.Select(group => group.GroupName))
            .On("group-id", it => it.Shown.SecurityGroups?.Select(group => group.GroupId))
            .On("group-name", it => it.Shown.SecurityGroups?.Select(group => group.GroupName))
            .On("ip-address", it => it.Shown.PublicIpAddress)
            .On("key-name", it => it.Shown.KeyName)
            .On("launch-index", it => (double?)it.Shown.AmiLaunchIndex)
            .On("launch-time", it => Text(it.Shown.LaunchTime))
            .On("maintenance-options.auto-recovery", it => it.Shown.MaintenanceOptions?.AutoRecovery)
            .On("monitoring-state", it => it.Shown.Monitoring?.State)
            .On("owner-id", it => it.Account)
            .On("placement-group-name", it => it.Shown.Placement?.GroupName)
            .On("placement-partition-number", it => (double?)it.Shown.Placement?.PartitionNumber)
            .On("platform", it => it.Shown.Platform)
            .On("platform-details", it => it.Shown.PlatformDetails)
            .On("private-dns-name", it => it.Shown.PrivateDnsName)
            .On("private-ip-address", it => it.Shown.PrivateIpAddress)
            .On("reservation-id", it => it.Reservation)
            .On("root-device-name", it => it.Shown.RootDeviceName)
            .On("root-device-type", it => it.Shown.RootDeviceType)
            .On("source-dest-check", it => it.Shown.SourceDestCheck)
            .On("state-reason-code", it => it.Shown.StateReason?.Code)
            .On("state-reason-message", it => it.Shown.StateReason?.Message)
            .On("subnet-id", it => it.Shown.SubnetId)
            .On("tenancy", it => it.Shown.Placement?.Tenancy)
            .On("virtualization-type", it => it.Shown.VirtualizationType)
            .On("vpc-id", it => it.Shown.VpcId);
        return OnParts(filters).OnTags(it => it.Shown.Tags);
    }

    private static Filters<(Instance Shown, string Reservation, string Account)> OnParts(
        Filters<(Instance Shown, string Reservation, string Account)> filters) => filters
        .On("block-device-mapping.attach-time", it => Disks(it.Shown).Select(disk => Text(disk.Ebs?.AttachTime)))
        .On(
            "block-device-mapping.delete-on-termination",
            it => Disks(it.Shown).Select(disk => disk.Ebs?.DeleteOnTermination == true ? "true" : "false"))
        .On("block-device-mapping.device-name", it => Disks(it.Shown).Select(disk => disk.DeviceName))
        .On("block-device-mapping.status", it => Disks(it.Shown).Select(disk => disk.Ebs?.Status))
        .On("block-device-mapping.volume-id", it => Disks(it.Shown).Select(disk => disk.Ebs?.VolumeId))
        .On("metadata-options.http-tokens", it => it.Shown.MetadataOptions?.HttpTokens)
        .On("metadata-options.http-endpoint", it => it.Shown.MetadataOptions?.HttpEndpoint)
        .On(
            "metadata-options.http-put-response-hop-limit",
            it => (double?)it.Shown.MetadataOptions?.HttpPutResponseHopLimit)
        .On("network-interface.network-interface-id", it => Own(it.Shown).Select(own => own.NetworkInterfaceId))
        .On("network-interface.mac-address", it => Own(it.Shown).Select(own => own.MacAddress))
        .On("network-interface.description", it => Own(it.Shown).Select(own => own.Description))
        .On("network-interface.private-dns-name", it => Own(it.Shown).Select(own => own.PrivateDnsName))
        .On("network-interface.status", it => Own(it.Shown).Select(own => own.Status))
        .On("network-interface.subnet-id", it => Own(it.Shown).Select(own => own.SubnetId))
        .On("network-interface.vpc-id", it => Own(it.Shown).Select(own => own.VpcId))
        .On("network-interface.owner-id", it => Own(it.Shown).Select(own => own.OwnerId))
        .On("network-interface.group-id", it => Groups(it.Shown).Select(group => group.GroupId))
        .On("network-interface.group-name", it => Groups(it.Shown).Select(group => group.GroupName))
        .On(
            "network-interface.attachment.attachment-id",
            it => Own(it.Shown).Select(own => own.Attachment?.AttachmentId))
        .On("network-interface.attachment.status", it => Own(it.Shown).Select(own => own.Attachment?.Status))
        .On("network-interface.addresses.private-ip-address", it => Own(it.Shown).SelectMany(own =>
            (own.PrivateIpAddresses ?? []).Select(address => address.PrivateIpAddress)))
        .On("network-interface.addresses.association.public-ip", it => Own(it.Shown).SelectMany(own =>
            (own.PrivateIpAddresses ?? []).Select(address => address.Association?.PublicIp)))
        .On("network-interface.association.public-ip", it => Own(it.Shown).Select(own => own.Association?.PublicIp));

    private static List<InstanceBlockDeviceMapping> Disks(Instance shown) => shown.BlockDeviceMappings ?? [];

    private static List<InstanceNetworkInterface> Own(Instance shown) => shown.NetworkInterfaces ?? [];

    private static IEnumerable<GroupIdentifier> Groups(Instance shown) =>
        Own(shown).SelectMany(own => own.Groups ?? []);

    private static string? Text(DateTimeOffset? hour) => hour?.UtcDateTime.ToString(Hour, CultureInfo.InvariantCulture);
}
