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

    public static IEnumerable<string> SnapshotsOf(MachineImage image) =>
        (image.Shown.BlockDeviceMappings ?? [])
        .Select(mapping => mapping.Ebs?.SnapshotId)
        .OfType<string>();

    /// <summary>An image that has the snapshot as one of its devices; null when there is none.</summary>
    public static MachineImage? UserOf(Ec2State state, DiskSnapshot snapshot) =>
        state.Images.All.FirstOrDefault(image => SnapshotsOf(image).Contains(snapshot.Id));
}
