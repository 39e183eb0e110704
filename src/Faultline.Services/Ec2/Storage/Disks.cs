using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Storage;

/// <summary>What instances have to do with volumes. Rows only: the volumes themselves follow. Pure.</summary>
internal static class Disks
{
    /// <summary>
    /// The volumes that a launch from the image is to have, by the image's mappings with those of the request over
    /// them. Whatever cannot be is refused here, before anything is made.
    /// </summary>
    public static List<PlannedDisk> Plan(
        Ec2State state, string account, string region, FoundImage image, List<BlockDeviceMapping>? asked)
    {
        var (planned, devices) = (new List<PlannedDisk>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var mapping in DeviceMap.Over(image.Shown.BlockDeviceMappings, asked))
        {
            // Mappings of instance store volumes have no effect where the type has none; here none has.
            if (mapping.NoDevice is not null || mapping.Ebs is not { } ebs)
            {
                continue;
            }

            if (mapping.DeviceName is not { Length: > 0 } device || !devices.Add(device))
            {
                throw new AwsError(
                    "InvalidBlockDeviceMapping", 400,
                    $"The device '{mapping.DeviceName}' is used in more than one block-device mapping");
            }

            // The owner of an image lets its launchers have what is in it, whoever owns the snapshots.
            var owner = OwnerOf(state, image, ebs.SnapshotId) ?? account;
            var isRoot = device == image.Shown.RootDeviceName;
            var volume = NewVolume.Plan(state, owner, region, ebs) with { Program = isRoot ? image.Program : null };
            if (owner != account && state.Accounts.Find(account)?.EncryptsVolumes == true)
            {
                volume = volume with { Key = volume.Key ?? NewVolume.DefaultKey(region, account) };
            }

            planned.Add(new(device, volume, ebs.DeleteOnTermination ?? true));
        }

        return planned;
    }

    /// <summary>Refuses a launch whose volumes cannot be.</summary>
    public static void Check(Ec2State state, Call call, LaunchOrder order) =>
        Plan(state, call.Account, call.Region, order.Image, order.Request.BlockDeviceMappings);

    /// <summary>Puts the volumes of a launch down, attached to the machine; they are made from then on.</summary>
    public static void Make(Ec2State state, Call call, LaunchOrder order, Machine machine)
    {
        var planned = Plan(state, call.Account, call.Region, order.Image, order.Request.BlockDeviceMappings);
        var place = machine.Shown.Placement!;
        foreach (var (device, volume, deletes) in planned)
        {
            var disk = volume.Put(
                state, machine.Account, (place.AvailabilityZone!, place.AvailabilityZoneId!),
                Tagging.For(call, "volume", order.Request.TagSpecifications), call.Now, call.Dice);
            Attach(state, disk, machine.Id, device, deletes, call.Now);
        }
    }

    /// <summary>Notes that a volume is to be on a machine; it is attached once it is made and can be reached.</summary>
    public static Disk Attach(
        Ec2State state, Disk disk, string machine, string device, bool deletes, DateTimeOffset now)
    {
        var attached = disk.With(shown =>
        {
            shown.State = disk.Is(VolumeState.Available) ? VolumeState.InUse : shown.State;
            shown.Attachments =
            [
                new()
                {
                    VolumeId = disk.Id,
                    InstanceId = machine,
                    Device = device,
                    State = VolumeAttachmentState.Attaching,
                    AttachTime = now,
                    DeleteOnTermination = deletes,
                },
            ];
        });
        state.Volumes.Put(attached);
        return attached;
    }

    /// <summary>The volumes of a machine, in the order of their devices.</summary>
    public static List<Disk> Of(Ec2State state, string machine) =>
    [
        .. state.Volumes.All
            .Where(disk => disk.IsOn(machine))
            .OrderBy(disk => disk.Attachment!.Device, StringComparer.Ordinal),
    ];

    public static Disk? Root(Ec2State state, Machine machine) =>
        Of(state, machine.Id).Find(disk => disk.Attachment!.Device == machine.Shown.RootDeviceName);

    /// <summary>Whether every volume of a machine is made, so that it can boot.</summary>
    public static bool Ready(Ec2State state, string machine) =>
        Of(state, machine).TrueForAll(disk => disk.Is(VolumeState.InUse));

    /// <summary>Whether a volume of a machine is deleted when that ends; false if there is no such device.</summary>
    public static bool SetDeletes(Ec2State state, string machine, string device, bool deletes)
    {
        if (Of(state, machine).Find(disk => disk.Attachment!.Device == device) is not { } disk)
        {
            return false;
        }

        state.Volumes.Put(disk.WithAttachment(attachment => attachment.DeleteOnTermination = deletes));
        return true;
    }

    /// <summary>The machine has ended: its volumes are deleted, or left where nobody has them.</summary>
    public static void End(Ec2State state, Machine machine)
    {
        foreach (var disk in Of(state, machine.Id))
        {
            var deletes = disk.Attachment!.DeleteOnTermination == true;
            state.Volumes.Put(disk.With(shown =>
            {
                shown.Attachments = [];
                shown.State = deletes ? VolumeState.Deleting
                    : disk.Is(VolumeState.InUse) ? VolumeState.Available
                    : shown.State;
            }));
        }
    }

    private static string? OwnerOf(Ec2State state, FoundImage image, string? snapshot) =>
        snapshot is not null
        && image.Shown.BlockDeviceMappings?.Exists(each => each.Ebs?.SnapshotId == snapshot) == true
        && state.Snapshots.Find(snapshot) is { } row && row.Account == image.Shown.OwnerId
            ? row.Account
            : null;
}

/// <summary>A volume that a launch is to have, and what becomes of it at the end.</summary>
internal sealed record PlannedDisk(string Device, NewVolume Volume, bool DeletesOnTermination);
