using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Images;

/// <summary>A device of an image that is made of an instance: of a volume, or new in the image. Pure.</summary>
internal sealed record ImageCapture(BlockDeviceMapping Mapping, Disk? Disk)
{
    /// <summary>The devices of an image of a machine, with what the request says over them.</summary>
    public static List<ImageCapture> Plan(
        Ec2State state, string account, string region, Machine machine, List<BlockDeviceMapping>? asked)
    {
        var disks = Disks.Of(state, machine.Id);
        var merged = DeviceMap.Over(disks.Select(Mapped), asked);
        return
        [
            .. merged.Where(mapping => mapping.NoDevice is null).Select(mapping =>
            {
                var disk = disks.Find(each => each.Attachment!.Device == mapping.DeviceName);
                return disk is not null || mapping.Ebs is null
                    ? new ImageCapture(mapping, disk)
                    : new(ImageRules.Devices(state, account, region, [mapping])[0], null);
            }),
        ];
    }

    /// <summary>What an instance says of the images that are made of it.</summary>
    public static void Say(Image shown, Machine machine)
    {
        shown.Architecture = machine.Shown.Architecture;
        shown.VirtualizationType = machine.Shown.VirtualizationType;
        shown.EnaSupport = machine.Shown.EnaSupport;
        shown.SriovNetSupport = machine.Shown.SriovNetSupport;
        shown.BootMode = machine.Shown.BootMode;
        shown.KernelId = machine.Shown.KernelId;
        shown.RamdiskId = machine.Shown.RamdiskId;
        shown.RootDeviceName = machine.Shown.RootDeviceName;
    }

    /// <summary>Puts down the snapshot that is to be taken, and gives the device of the image with it.</summary>
    public BlockDeviceMapping Take(
        Ec2State state, string description, List<Tag> tags, InReboot reboot, DateTimeOffset now, Dice dice)
    {
        if (Disk is null)
        {
            return Mapping;
        }

        var snapshot = NewSnapshot.Of(state, Disk, description, tags, now, dice);
        state.Snapshots.Put(snapshot with { InReboot = reboot });
        return Mapping.With(shown => shown.Ebs = Mapping.Ebs!.With(ebs => ebs.SnapshotId = snapshot.Id));
    }

    private static BlockDeviceMapping Mapped(Disk disk) => new()
    {
        DeviceName = disk.Attachment!.Device,
        Ebs = new()
        {
            VolumeSize = disk.Shown.Size,
            VolumeType = disk.Shown.VolumeType,
            Iops = VolumeKind.Find(disk.Shown.VolumeType!).Iops is null ? null : disk.Shown.Iops,
            Throughput = disk.Shown.Throughput,
            Encrypted = disk.Shown.Encrypted,
            DeleteOnTermination = disk.Attachment.DeleteOnTermination,
        },
    };
}
