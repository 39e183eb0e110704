using Faultline.Api.Ec2;
using Faultline.Engines.Volumes;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Storage;

/// <summary>
/// What is still to be done between what the state wants and what is there, and what the state says once it is done.
/// It is found anew at each look, so that a crash in between leaves nothing behind. Pure.
/// </summary>
internal static class VolumeJobs
{
    /// <summary>
    /// The jobs, in an order in which they can be done. What cannot be reached, or has not come from another region,
    /// waits; what the state knows nothing of is deleted.
    /// </summary>
    public static List<VolumeJob> Of(
        Ec2State state,
        IReadOnlyList<string> volumes,
        IReadOnlyList<string> snapshots,
        Predicate<Disk> reached,
        Predicate<DiskSnapshot> come)
    {
        var jobs = new List<VolumeJob>();
        foreach (var snapshot in state.Snapshots.All.Where(row => row.Is(SnapshotState.Pending)))
        {
            if (snapshot.Source is { } source)
            {
                if (come(snapshot))
                {
                    jobs.Add(new VolumeJob.Copy(snapshot.Id, snapshot.SourceRegion!, source));
                }
            }
            else if (state.Volumes.Find(snapshot.Shown.VolumeId) is not { } of
                || (reached(of) && !of.Is(VolumeState.Creating) && !Captures.AwaitsReboot(state, snapshot, of)))
            {
                jobs.Add(new VolumeJob.Take(snapshot.Id, snapshot.Shown.VolumeId!));
            }
        }

        foreach (var disk in state.Volumes.All.Where(disk => reached(disk)))
        {
            if (disk.Is(VolumeState.Creating))
            {
                jobs.Add(new VolumeJob.Make(disk.Id, disk.Shown.SnapshotId is { Length: > 0 } from ? from : null));
            }
            else if (disk.Is(VolumeState.Deleting) && !IsBeingTaken(state, disk.Id))
            {
                jobs.Add(new VolumeJob.Delete(disk.Id));
            }
        }

        jobs.AddRange(volumes
            .Where(id => state.Volumes.Find(id) is null && !IsBeingTaken(state, id))
            .Select(id => new VolumeJob.Delete(id)));
        jobs.AddRange(snapshots
            .Where(id => state.Snapshots.Find(id) is null)
            .Select(id => new VolumeJob.DeleteSnapshot(id)));
        return jobs;
    }

    /// <summary>
    /// A job is done, or could not be (no facts, or false): what the state says now. Things that went away meanwhile
    /// stay away.
    /// </summary>
    public static void Done(Ec2State state, VolumeJob job, bool well, SnapshotFacts? facts, DateTimeOffset now)
    {
        switch (job)
        {
            case VolumeJob.Make make when state.Volumes.Find(make.Volume) is { } disk && disk.Is(VolumeState.Creating):
                var made = disk.Attachment is null ? VolumeState.Available : VolumeState.InUse;
                state.Volumes.Put(disk.With(shown => shown.State = well ? made : VolumeState.Error));
                break;
            case VolumeJob.Delete delete:
                state.Volumes.Remove(delete.Volume);
                state.VolumeModifications.Remove(delete.Volume);
                break;
            case VolumeJob.Take take:
                Taken(state, take.Snapshot, well, facts, now);
                break;
            case VolumeJob.Copy copy:
                Taken(state, copy.Snapshot, well, facts, now);
                break;
        }
    }

    /// <summary>
    /// The steps that need nothing but that a volume can be reached: attaching, detaching, the end of a modification.
    /// True if there was one.
    /// </summary>
    public static bool Step(Ec2State state, Predicate<Disk> reached, DateTimeOffset now)
    {
        var stepped = false;
        foreach (var disk in state.Volumes.All.Where(disk => disk.Is(VolumeState.InUse) && reached(disk)).ToList())
        {
            switch (disk.Attachment!.State)
            {
                case VolumeAttachmentState.Attaching:
                    state.Volumes.Put(disk.WithAttachment(on => on.State = VolumeAttachmentState.Attached));
                    stepped = true;
                    break;
                case VolumeAttachmentState.Detaching:
                    state.Volumes.Put(disk.With(shown =>
                    {
                        shown.Attachments = [];
                        shown.State = VolumeState.Available;
                    }));
                    stepped = true;
                    break;
            }
        }

        foreach (var modification in state.VolumeModifications.All.Where(row => IsUnderWay(row)).ToList())
        {
            if (state.Volumes.Find(modification.Id) is { } disk && reached(disk))
            {
                state.VolumeModifications.Put(modification.With(shown =>
                {
                    shown.ModificationState = VolumeModificationState.Completed;
                    shown.Progress = 100;
                    shown.EndTime = now;
                }));
                stepped = true;
            }
        }

        return stepped;
    }

    public static bool IsUnderWay(Owned<VolumeModification> modification) =>
        modification.Shown.ModificationState is VolumeModificationState.Modifying or VolumeModificationState.Optimizing;

    private static void Taken(Ec2State state, string id, bool well, SnapshotFacts? facts, DateTimeOffset now)
    {
        if (state.Snapshots.Find(id) is not { } snapshot)
        {
            return;
        }

        state.Snapshots.Put(snapshot.With(shown =>
        {
            shown.State = well ? SnapshotState.Completed : SnapshotState.Error;
            shown.StateMessage = well ? null : "What it was to be taken of is not there any more.";
            shown.Progress = well ? "100%" : shown.Progress;
            shown.CompletionTime = well ? now : null;
            shown.FullSnapshotSizeInBytes = facts?.Bytes;
        }));
        Captures.Settle(state);
    }

    private static bool IsBeingTaken(Ec2State state, string volume) =>
        state.Snapshots.All.Any(row => row.Is(SnapshotState.Pending) && row.Shown.VolumeId == volume);
}
