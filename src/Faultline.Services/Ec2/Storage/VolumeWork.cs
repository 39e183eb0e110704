using System.Runtime.ExceptionServices;
using Faultline.Api.Ec2;
using Faultline.Engines.Volumes;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Storage;

/// <summary>
/// Brings the volumes and snapshots that are there to what the state says: it looks under the turn, works without it,
/// and notes what is done. Whatever a crash interrupts is found again by the next look.
/// </summary>
internal sealed class VolumeWork : IAsyncDisposable
{
    private readonly Ec2Book book;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly IVolumes? volumes;
    private readonly Func<string, IVolumes?> elsewhere;
    private readonly CopyWays ways;
    private readonly Action changed;
    private readonly Reconciler reconciler;
    private readonly IDisposable listens;

    // The volumes that lost what was on them to a fault that is in force: once is enough.
    private readonly HashSet<string> lost = new(StringComparer.Ordinal);

    /// <summary>
    /// Without volumes of its own it only notes that things are done. It asks for those of other regions by their
    /// names, and says so when something changed that others may wait for.
    /// </summary>
    public VolumeWork(
        Ec2Book book,
        Node node,
        Surroundings around,
        IVolumes? volumes,
        Func<string, IVolumes?> elsewhere,
        CopyWays ways,
        Action changed)
    {
        (this.book, this.node, this.around, this.ways) = (book, node, around, ways);
        (this.volumes, this.elsewhere, this.changed) = (volumes, elsewhere, changed);
        reconciler = new(node, Look);
        listens = around.Board.OnChange(reconciler.Tell);
    }

    public void Start() => reconciler.Start();

    /// <summary>Something is to be done.</summary>
    public void Tell() => reconciler.Tell();

    public ValueTask DisposeAsync()
    {
        listens.Dispose();
        return reconciler.DisposeAsync();
    }

    /// <summary>Whether a volume can be reached: its zone, or its share of it, has power.</summary>
    public static bool Reaches(Surroundings around, Disk disk) =>
        !around.Atlas.TryFind(disk.Shown.AvailabilityZoneId!, out var zone)
        || !around.Board.View.Host(zone, disk.Id).Off;

    public static DiskState StateOf(Surroundings around, Disk disk) =>
        around.Atlas.TryFind(disk.Shown.AvailabilityZoneId!, out var zone)
            ? around.Board.View.Disk(zone, disk.Id)
            : DiskState.Well;

    /// <summary>One look: everything that can be done now is done when it ends.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        while (await Find(ct) is { } jobs)
        {
            ExceptionDispatchInfo? trouble = null;
            foreach (var job in jobs)
            {
                ct.ThrowIfCancellationRequested();
                try
                {
                    await Finish(job, ct);
                }
                catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
                {
                    // One volume that cannot be written holds no other up; all is looked at again after a pause.
                    trouble ??= ExceptionDispatchInfo.Capture(failed);
                }
            }

            changed();
            trouble?.Throw();
        }

        return ways.Next;
    }

    private async ValueTask Finish(VolumeJob job, CancellationToken ct)
    {
        var (well, facts) = await Do(job, ct);
        using var held = await book.Take(ct);
        VolumeJobs.Done(held.State, job, well, facts, node.Now);
        await held.Keep();
    }

    /// <summary>The jobs that are there to do; null when there are none, and nothing else changed either.</summary>
    private async ValueTask<List<VolumeJob>?> Find(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        bool Reached(Disk disk) => Reaches(around, disk);
        ways.Keep(state.Snapshots.All
            .Where(snapshot => snapshot.Is(SnapshotState.Pending))
            .Select(snapshot => snapshot.Id)
            .ToHashSet(StringComparer.Ordinal));
        var jobs = VolumeJobs.Of(state, volumes?.Volumes ?? [], volumes?.Snapshots ?? [], Reached, HasCome);
        jobs.AddRange(Losses(state));
        var stepped = VolumeJobs.Step(state, Reached, node.Now);
        await held.Keep();
        return jobs.Count > 0 || stepped ? jobs : null;
    }

    private bool HasCome(DiskSnapshot copy) => ways.HasCome(copy.Id, copy.SourceRegion!);

    private List<VolumeJob> Losses(Ec2State state)
    {
        var now = state.Volumes.All
            .Where(disk => StateOf(around, disk).Lost)
            .Select(disk => disk.Id)
            .ToHashSet(StringComparer.Ordinal);
        var fresh = now.Except(lost).Order(StringComparer.Ordinal).ToList();
        lost.Clear();
        lost.UnionWith(now);
        return fresh.ConvertAll<VolumeJob>(id => new VolumeJob.Lose(id));
    }

    private async ValueTask<(bool Well, SnapshotFacts? Facts)> Do(VolumeJob job, CancellationToken ct)
    {
        if (volumes is null)
        {
            return (true, null);
        }

        switch (job)
        {
            case VolumeJob.Make make when make.Snapshot is null || volumes.Find(make.Snapshot) is not null:
                await volumes.Make(make.Volume, make.Snapshot, ct);
                return (true, null);
            case VolumeJob.Take take when volumes.Find(take.Snapshot) is not null
                || volumes.Volumes.Contains(take.Volume):
                return (true, await volumes.Snapshot(take.Volume, take.Snapshot, ct));
            case VolumeJob.Copy copy when volumes.Find(copy.Snapshot) is { } done:
                return (true, done);
            case VolumeJob.Copy copy when elsewhere(copy.Region) is { } from && from.Find(copy.Source) is not null:
                return (true, await volumes.Copy(from, copy.Source, copy.Snapshot, ct));
            case VolumeJob.Delete delete:
                await volumes.Delete(delete.Volume);
                return (true, null);
            case VolumeJob.DeleteSnapshot delete:
                await volumes.DeleteSnapshot(delete.Snapshot);
                return (true, null);
            case VolumeJob.Lose lose when volumes.Volumes.Contains(lose.Volume):
                await volumes.Lose(lose.Volume);
                return (true, null);
            default:
                return (false, null);
        }
    }
}
