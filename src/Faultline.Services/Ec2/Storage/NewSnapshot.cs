using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Storage;

/// <summary>Puts snapshots down as ones that are to be taken. Pure.</summary>
internal static class NewSnapshot
{
    /// <summary>Of a volume, as it is when the snapshot is taken.</summary>
    public static DiskSnapshot Of(
        Ec2State state, Disk disk, string? description, List<Tag> tags, DateTimeOffset now, Dice dice) =>
        Put(state, new(dice.Resource("snap"), disk.Account, new()) { Program = disk.Program }, shown =>
        {
            shown.VolumeId = disk.Id;
            shown.VolumeSize = disk.Shown.Size;
            shown.Encrypted = disk.Shown.Encrypted;
            shown.KmsKeyId = disk.Shown.KmsKeyId;
            shown.Description = description ?? "";
            shown.StartTime = now;
            shown.Tags = tags;
        });

    /// <summary>Of another snapshot, which may lie in another region.</summary>
    public static DiskSnapshot Copy(
        Ec2State state,
        string account,
        string region,
        DiskSnapshot source,
        string? key,
        string? description,
        List<Tag> tags,
        DateTimeOffset now,
        Dice dice) =>
        Put(
            state,
            new(dice.Resource("snap"), account, new())
            {
                Program = source.Program,
                SourceRegion = region,
                Source = source.Id,
            },
            shown =>
            {
                // What AWS shows of a copy, which is of no volume that one could look for.
                shown.VolumeId = "vol-ffffffff";
                shown.VolumeSize = source.Shown.VolumeSize;
                shown.Encrypted = key is not null;
                shown.KmsKeyId = key;
                shown.Description = description ?? $"[Copied {source.Id} from {region}]";
                shown.TransferType = "standard";
                shown.StartTime = now;
                shown.Tags = tags;
            });

    private static DiskSnapshot Put(Ec2State state, DiskSnapshot fresh, Action<Snapshot> say)
    {
        var snapshot = fresh.With(shown =>
        {
            shown.SnapshotId = fresh.Id;
            shown.OwnerId = fresh.Account;
            shown.State = SnapshotState.Pending;
            shown.Progress = "0%";
            shown.StorageTier = StorageTier.Standard;
            say(shown);
        });
        state.Snapshots.Put(snapshot);
        return snapshot;
    }
}
