using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// What hangs on an instance of a template besides what it is launched with: further network interfaces, and volumes
/// that are there already.
/// </summary>
internal sealed class InstanceParts(Ec2Api ec2)
{
    private static readonly string[] takes =
    [
        "AssociatePublicIpAddress", "DeleteOnTermination", "Description", "DeviceIndex", "GroupSet",
        "Ipv6AddressCount", "Ipv6Addresses", "NetworkInterfaceId", "PrivateIpAddress", "PrivateIpAddresses",
        "SecondaryPrivateIpAddressCount", "SubnetId",
    ];

    /// <summary>An instance is launched with one interface; the others are attached to it.</summary>
    public static bool IsFirst(Properties asked) => asked.Number("DeviceIndex") is null or 0;

    public static InstanceNetworkInterfaceSpecification Read(Properties asked)
    {
        if (asked.Names.FirstOrDefault(each => !takes.Contains(each) && Nodes.Asks(asked[each])) is { } other)
        {
            throw new AwsError(
                "UnsupportedOperation", 400,
                $"Faultline's EC2 does not have what NetworkInterfaces.{other} of an instance asks for.");
        }

        var own = asked.As<InstanceNetworkInterfaceSpecification>();
        own.Groups = asked.Has("GroupSet") ? asked.Texts("GroupSet") : null;
        return own;
    }

    /// <summary>Gives a new instance the interfaces that it was not launched with.</summary>
    public async ValueTask Join(Work work, Properties now, CancellationToken ct)
    {
        foreach (var asked in now.Groups("NetworkInterfaces").Where(each => !IsFirst(each)))
        {
            var own = Read(asked);
            var eni = own.NetworkInterfaceId ?? await Made(work, own, ct);
            var there = (await work.Ask(
                ec2.DescribeNetworkInterfaces,
                new DescribeNetworkInterfacesRequest { NetworkInterfaceIds = [eni] },
                ct)).NetworkInterfaces![0];
            var attachment = there.Attachment?.InstanceId == work.Id
                ? there.Attachment!.AttachmentId
                : (await work.Ask(
                    ec2.AttachNetworkInterface,
                    new AttachNetworkInterfaceRequest
                    {
                        InstanceId = work.Id!,
                        NetworkInterfaceId = eni,
                        DeviceIndex = own.DeviceIndex,
                    },
                    ct)).AttachmentId;
            await work.Ask(
                ec2.ModifyNetworkInterfaceAttribute,
                new ModifyNetworkInterfaceAttributeRequest
                {
                    NetworkInterfaceId = eni,
                    Attachment = new()
                    {
                        AttachmentId = attachment,
                        DeleteOnTermination = own.DeleteOnTermination ?? own.NetworkInterfaceId is null,
                    },
                },
                ct);
        }
    }

    /// <summary>Attaches the volumes that are named now, and takes off those that were.</summary>
    public async ValueTask Attach(Work work, Properties before, CancellationToken ct)
    {
        var (was, now) = (Volumes(before), Volumes(work.Properties));
        foreach (var (volume, device) in was.Except(now))
        {
            if (await Has(work, volume, ct) == device)
            {
                await work.Ask(
                    ec2.DetachVolume, new DetachVolumeRequest { VolumeId = volume, InstanceId = work.Id }, ct);
            }
        }

        foreach (var (volume, device) in now.Except(was))
        {
            if (await Has(work, volume, ct) != device)
            {
                await work.Ask(
                    ec2.AttachVolume,
                    new AttachVolumeRequest { VolumeId = volume, InstanceId = work.Id!, Device = device },
                    ct);
            }
        }
    }

    private static List<(string Volume, string Device)> Volumes(Properties properties) =>
        properties.Groups("Volumes").ConvertAll(each => (each.Needed("VolumeId"), each.Needed("Device")));

    private async ValueTask<string> Made(
        Work work, InstanceNetworkInterfaceSpecification own, CancellationToken ct)
    {
        var first = (await work.Ask(
            ec2.DescribeInstances, new DescribeInstancesRequest { InstanceIds = [work.Id!] }, ct))
            .Reservations![0].Instances![0];
        var made = await work.Ask(
            ec2.CreateNetworkInterface,
            new CreateNetworkInterfaceRequest
            {
                // One for each place: a second try gets those that the first one made.
                ClientToken = $"{work.Token}-{own.DeviceIndex}",
                SubnetId = own.SubnetId ?? first.SubnetId!,
                Groups = own.Groups,
                Description = own.Description,
                PrivateIpAddress = own.PrivateIpAddress,
                PrivateIpAddresses = own.PrivateIpAddresses,
                SecondaryPrivateIpAddressCount = own.SecondaryPrivateIpAddressCount,
                Ipv6Addresses = own.Ipv6Addresses,
                Ipv6AddressCount = own.Ipv6AddressCount,
            },
            ct);
        return made.NetworkInterface!.NetworkInterfaceId!;
    }

    /// <summary>The device under which the instance has the volume.</summary>
    private async ValueTask<string?> Has(Work work, string volume, CancellationToken ct) =>
        (await work.Ask(
            ec2.DescribeVolumes, new DescribeVolumesRequest { VolumeIds = [volume] }, ct)).Volumes![0].Attachments!
        .Find(each => each.InstanceId == work.Id && each.State != VolumeAttachmentState.Detaching)?.Device;
}
