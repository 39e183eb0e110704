using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Storage;

/// <summary>What a modification makes of a volume. Pure.</summary>
internal static class VolumeChange
{
    public static (Disk Changed, VolumeModification Shown) Plan(
        Ec2State state, Disk disk, ModifyVolumeRequest request, TimeSpan rest, DateTimeOffset now)
    {
        if (!disk.Is(VolumeState.Available) && !disk.Is(VolumeState.InUse))
        {
            throw StorageRefusal.State($"Volume '{disk.Id}' is in the '{disk.State}' state.");
        }

        Wait(state, disk, rest, now);
        var kind = VolumeKind.Find(request.VolumeType ?? disk.Shown.VolumeType!);
        var size = request.Size ?? disk.Shown.Size!.Value;
        if (size < disk.Shown.Size)
        {
            throw Refusal.Value("New size cannot be smaller than existing size");
        }

        if (request.MultiAttachEnabled == true)
        {
            throw StorageRefusal.Unsupported("A volume is never on two instances here: Multi-Attach is not supported.");
        }

        // What is not asked for stays, where the type that it is to have knows of it.
        var same = kind.Name == disk.Shown.VolumeType;
        var (iops, throughput) = kind.Check(
            size,
            request.Iops ?? (kind.Iops is not null && same ? disk.Shown.Iops : null),
            request.Throughput ?? (kind.Throughput is not null && same ? disk.Shown.Throughput : null));
        var changed = disk.With(shown =>
        {
            shown.Size = size;
            shown.VolumeType = kind.Name;
            shown.Iops = iops;
            shown.Throughput = throughput;
        });
        return (changed, new()
        {
            VolumeId = disk.Id,
            ModificationState = VolumeModificationState.Modifying,
            TargetSize = size,
            TargetVolumeType = kind.Name,
            TargetIops = iops,
            TargetThroughput = throughput,
            TargetMultiAttachEnabled = false,
            OriginalSize = disk.Shown.Size,
            OriginalVolumeType = disk.Shown.VolumeType,
            OriginalIops = disk.Shown.Iops,
            OriginalThroughput = disk.Shown.Throughput,
            OriginalMultiAttachEnabled = false,
            Progress = 0,
            StartTime = now,
        });
    }

    private static void Wait(Ec2State state, Disk disk, TimeSpan rest, DateTimeOffset now)
    {
        if (state.VolumeModifications.Find(disk.Id) is not { } before)
        {
            return;
        }

        if (VolumeJobs.IsUnderWay(before))
        {
            throw new AwsError(
                "IncorrectModificationState", 400,
                $"Volume '{disk.Id}' is being modified: its modification is '{before.Shown.ModificationState}'.");
        }

        if (before.Shown.StartTime + rest > now)
        {
            throw new AwsError(
                "VolumeModificationRateExceeded", 400,
                "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between " +
                "modifications per EBS volume.");
        }
    }
}
