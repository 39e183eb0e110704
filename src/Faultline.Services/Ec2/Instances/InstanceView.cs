using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// Instances as the API shows them: what is kept of each, put together with the interfaces and volumes that it has now.
/// Made for one look at the state, so that a thousand instances cost one pass over the interfaces.
/// </summary>
internal sealed class InstanceView(Ec2State state)
{
    private readonly ILookup<string, Owned<NetworkInterface>> interfaces = state.Interfaces.All
        .Where(each => each.Shown.Attachment?.InstanceId is not null)
        .ToLookup(each => each.Shown.Attachment!.InstanceId!, StringComparer.Ordinal);

    private readonly ILookup<string, (Disk Volume, VolumeAttachment Attachment)> volumes = (
        from volume in state.Volumes.All
        from attachment in volume.Shown.Attachments ?? []
        where attachment.InstanceId is not null
        select (volume, attachment)).ToLookup(each => each.attachment.InstanceId!, StringComparer.Ordinal);

    public Instance Of(Machine machine)
    {
        var own = interfaces[machine.Id].OrderBy(each => each.Shown.Attachment!.DeviceIndex).ToList();
        var first = own.Count > 0 ? own[0].Shown : null;
        return machine.Shown.With(shown =>
        {
            shown.NetworkInterfaces = own.ConvertAll(each => Of(each.Shown));
            shown.SecurityGroups = first?.Groups ?? [];
            shown.PrivateIpAddress = first?.PrivateIpAddress;
            shown.PrivateDnsName = first?.PrivateDnsName ?? "";
            shown.PublicIpAddress = first?.Association?.PublicIp;
            shown.PublicDnsName = "";
            shown.Ipv6Address = first?.Ipv6Addresses?.FirstOrDefault()?.Ipv6Address;
            shown.SubnetId = first?.SubnetId;
            shown.VpcId = first?.VpcId;
            shown.SourceDestCheck = first?.SourceDestCheck;
            shown.BlockDeviceMappings =
            [
                .. volumes[machine.Id]
                    .OrderBy(each => each.Attachment.Device, StringComparer.Ordinal)
                    .Select(each => Of(each.Attachment)),
            ];
        });
    }

    private static InstanceBlockDeviceMapping Of(VolumeAttachment attachment) => new()
    {
        DeviceName = attachment.Device,
        Ebs = new()
        {
            VolumeId = attachment.VolumeId,
            Status = attachment.State,
            AttachTime = attachment.AttachTime,
            DeleteOnTermination = attachment.DeleteOnTermination,
        },
    };

    private static InstanceNetworkInterface Of(NetworkInterface own) => new()
    {
        NetworkInterfaceId = own.NetworkInterfaceId,
        SubnetId = own.SubnetId,
        VpcId = own.VpcId,
        OwnerId = own.OwnerId,
        Status = own.Status,
        MacAddress = own.MacAddress,
        Description = own.Description,
        PrivateIpAddress = own.PrivateIpAddress,
        PrivateDnsName = own.PrivateDnsName,
        SourceDestCheck = own.SourceDestCheck,
        InterfaceType = own.InterfaceType ?? "interface",
        Groups = own.Groups,
        Ipv6Addresses = own.Ipv6Addresses?.ConvertAll(each => new InstanceIpv6Address
        {
            Ipv6Address = each.Ipv6Address,
            IsPrimaryIpv6 = false,
        }) ?? [],
        Association = Of(own.Association),
        Attachment = own.Attachment is not { } attached
            ? null
            : new()
            {
                AttachmentId = attached.AttachmentId,
                AttachTime = attached.AttachTime,
                DeviceIndex = attached.DeviceIndex,
                NetworkCardIndex = attached.NetworkCardIndex ?? 0,
                DeleteOnTermination = attached.DeleteOnTermination,
                Status = attached.Status,
            },
        PrivateIpAddresses = own.PrivateIpAddresses?.ConvertAll(each => new InstancePrivateIpAddress
        {
            Primary = each.Primary,
            PrivateDnsName = each.PrivateDnsName,
            PrivateIpAddress = each.PrivateIpAddress,
            Association = Of(each.Association),
        }),
    };

    private static InstanceNetworkInterfaceAssociation? Of(NetworkInterfaceAssociation? own) => own is null
        ? null
        : new() { IpOwnerId = own.IpOwnerId, PublicIp = own.PublicIp, PublicDnsName = own.PublicDnsName ?? "" };
}
