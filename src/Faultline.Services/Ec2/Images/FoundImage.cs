using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Images;

/// <summary>
/// An image that an account may launch: as it is shown, the program that an instance of it runs, and the snapshot that
/// its root volume is made from (null: an empty one).
/// </summary>
internal sealed record FoundImage(Image Shown, string Program, string? Snapshot)
{
    public static FoundImage Of(MachineImage image) => new(
        image.Shown,
        image.Program,
        image.Shown.BlockDeviceMappings?.Find(each => each.DeviceName == image.Shown.RootDeviceName)?.Ebs?.SnapshotId);
}
