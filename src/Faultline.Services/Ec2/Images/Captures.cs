using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;

namespace Faultline.Services.Ec2.Images;

/// <summary>Images become available once all their snapshots are completed. Pure.</summary>
internal static class Captures
{
    public static void Settle(Ec2State state)
    {
        foreach (var image in state.Images.All.Where(image => image.Shown.State == ImageState.Pending).ToList())
        {
            var snapshots = SnapshotsOf(image).Select(id => state.Snapshots.Find(id)).ToList();
            if (snapshots.Exists(snapshot => snapshot is null || snapshot.Is(SnapshotState.Error)))
            {
                state.Images.Put(image.With(shown =>
                {
                    shown.State = ImageState.Failed;
                    shown.StateReason = new()
                    {
                        Code = "Client.SnapshotNotAvailable",
                        Message = "A snapshot of the image could not be taken.",
                    };
                }));
            }
            else if (snapshots.TrueForAll(snapshot => snapshot!.Is(SnapshotState.Completed)))
            {
                state.Images.Put(image.With(shown => shown.State = ImageState.Available));
            }
        }
    }

    /// <summary>
    /// Whether a snapshot of a volume is to wait for its instance to go down, which is about to reboot for it.
    /// </summary>
    public static bool AwaitsReboot(Ec2State state, DiskSnapshot snapshot, Disk of) =>
        snapshot.InReboot == InReboot.Awaited
        && state.Machines.Find(of.Attachment?.InstanceId) is { Reboots: true } machine
        && machine.Is(InstanceStateName.Running);

    /// <summary>
    /// Nothing of an instance runs, and it would boot: whether it is to wait for snapshots that are taken meanwhile.
    /// </summary>
    public static bool Holds(Ec2State state, string machine)
    {
        var held = Disks.Of(state, machine).ConvertAll(disk => disk.Id);
        var due = state.Snapshots.All
            .Where(row => row.InReboot != InReboot.No && row.Is(SnapshotState.Pending))
            .Where(row => held.Contains(row.Shown.VolumeId!))
            .ToList();
        foreach (var snapshot in due.Where(row => row.InReboot == InReboot.Awaited))
        {
            state.Snapshots.Put(snapshot with { InReboot = InReboot.Down });
        }

        return due.Count > 0;
    }

    public static IEnumerable<string> SnapshotsOf(MachineImage image) =>
        (image.Shown.BlockDeviceMappings ?? [])
        .Select(mapping => mapping.Ebs?.SnapshotId)
        .OfType<string>();

    /// <summary>An image that has the snapshot as one of its devices; null when there is none.</summary>
    public static MachineImage? UserOf(Ec2State state, DiskSnapshot snapshot) =>
        state.Images.All.FirstOrDefault(image => SnapshotsOf(image).Contains(snapshot.Id));
}
