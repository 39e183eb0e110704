using System.Collections.Concurrent;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// Brings the backups and archives that are there to what the state says: it looks under the turn, works without it,
/// and notes what is done. One database that stands still holds no other up. Whatever a crash interrupts is found again
/// by the next look.
/// </summary>
internal sealed class BackupWork : IAsyncDisposable
{
    /// <summary>So often a snapshot that somebody asked for is tried, while its database answers.</summary>
    private const int TriesMax = 3;

    private static readonly TimeSpan pauseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan pauseMax = TimeSpan.FromMinutes(1);

    private readonly string region;
    private readonly RdsBook book;
    private readonly Node node;
    private readonly IBackups? backups;
    private readonly IClusters? clusters;
    private readonly Action changed;
    private readonly Dice dice;
    private readonly Replication replication;
    private readonly Reconciler reconciler;
    private readonly CancellationTokenSource stop = new();
    private readonly List<IDisposable> listens = [];
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Pause> pauses = new(StringComparer.Ordinal);

    /// <summary>From which hour on archives were last let go of: an archive keeps a little more than it must.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> trimmed = new(StringComparer.Ordinal);

    /// <summary>
    /// Without engines nothing is there to be backed up. It says so when something changed that others may wait for.
    /// </summary>
    public BackupWork(
        string region,
        RdsBook book,
        Node node,
        Surroundings around,
        IBackups? backups,
        IClusters? clusters,
        Ways? ways,
        Func<string, BackupWork?> elsewhere,
        Action changed)
    {
        (this.region, this.book, this.node) = (region, book, node);
        (this.backups, this.clusters, this.changed) = (backups, clusters, changed);
        dice = node.Dice.Fork("backups");
        Ways = new(region, around, node, ways);
        replication = new(book, node, around, backups, Ways, elsewhere, dice);
        reconciler = new(node, Look);
        listens.Add(around.Board.OnChange(reconciler.Tell));
        if (ways is not null)
        {
            listens.Add(ways.OnChange(reconciler.Tell));
        }

        if (clusters is not null)
        {
            listens.Add(clusters.OnChange(reconciler.Tell));
        }
    }

    /// <summary>The ways from other regions.</summary>
    public RegionWays Ways { get; }

    /// <summary>What it works with, for other regions that copy from here.</summary>
    public IBackups? Backups => backups;

    /// <summary>What is replicated to other regions and from them.</summary>
    public Replication Replication => replication;

    public void Start() => reconciler.Start();

    /// <summary>Something is to be done.</summary>
    public void Tell() => reconciler.Tell();

    public async ValueTask DisposeAsync()
    {
        listens.ForEach(each => each.Dispose());
        stop.Cancel();
        await reconciler.DisposeAsync();
        await Task.WhenAll(running.Values);
        stop.Dispose();
    }

    /// <summary>One look: everything that can be begun now is begun when it ends.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var now = node.Now;
        var plan = new BackupPlan(region, Cluster, backups, now, dice);
        List<BackupJob> jobs;
        bool isChanged;
        using (var held = await book.Take(ct))
        {
            var before = held.State.Version;
            plan.Step(held.State);
            jobs = backups is null ? [] : BackupJobs.Of(held.State, backups, Cluster);
            await held.Keep();
            isChanged = held.State.Version != before;
        }

        if (isChanged)
        {
            changed();
        }

        jobs.RemoveAll(job => !CanBegin(job, now));
        foreach (var job in jobs)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (running.TryAdd(job.Lane, done.Task))
            {
                _ = Run(job, done);
            }
        }

        return Earliest(plan.Next, now);
    }

    /// <summary>Whether nothing is under way any more, for tests that look by hand.</summary>
    internal Task Idle() => Task.WhenAll(running.Values);

    private ClusterView? Cluster(string name) => clusters?.Find(name);

    private bool CanBegin(BackupJob job, DateTimeOffset now) =>
        !(pauses.TryGetValue(job.Key, out var pause) && pause.Until > now)
        && job switch
        {
            BackupJob.Copy copy => Ways.Passes(copy.Region),
            BackupJob.Replicate replicate => Ways.Passes(replicate.Region),
            BackupJob.Trim trim => trimmed.GetValueOrDefault(trim.Archive) < trim.From,
            _ => true,
        };

    private DateTimeOffset? Earliest(DateTimeOffset? planned, DateTimeOffset now)
    {
        var waits = pauses.Values.Select(pause => pause.Until).Where(until => until > now).ToList();
        if (planned is { } due)
        {
            waits.Add(due);
        }

        return waits.Count == 0 ? null : waits.Min();
    }

    private async Task Run(BackupJob job, TaskCompletionSource done)
    {
        try
        {
            if (await Do(job, stop.Token) is { } again)
            {
                pauses[job.Key] = new(node.Now + again, 0);
            }
            else
            {
                pauses.TryRemove(job.Key, out _);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failed)
        {
            // One that fails holds no other up; it is tried again after a pause.
            node.Report(failed);
            Later(job);
        }
        finally
        {
            running.TryRemove(job.Lane, out _);
            done.SetResult();
        }

        reconciler.Tell();
    }

    /// <summary>Pauses a job, for longer each time that it fails.</summary>
    private void Later(BackupJob job)
    {
        var failures = pauses.GetValueOrDefault(job.Key).Failures + 1;
        var pause = pauseMin * Math.Pow(2, Math.Min(failures, 10) - 1);
        pauses[job.Key] = new(node.Now + (pause < pauseMax ? pause : pauseMax), failures);
    }

    /// <summary>Does a job; says after which time it is to be done again, where it is.</summary>
    private async ValueTask<TimeSpan?> Do(BackupJob job, CancellationToken ct)
    {
        // A snapshot that somebody waits for fails in the end; all else is tried for as long as it is due.
        if (pauses.GetValueOrDefault(job.Key).Failures >= TriesMax
            && job is BackupJob.Take or BackupJob.Copy
            && await Fail(job.Lane, ct))
        {
            return null;
        }

        switch (job)
        {
            case BackupJob.Take take:
                await Note(take.Snapshot, await Taken(take, ct), ct);
                return null;
            case BackupJob.Copy copy:
                await Copy(copy, ct);
                return null;
            case BackupJob.Delete delete:
                await backups!.Delete(delete.Backup, ct);
                return null;
            case BackupJob.Trim trim:
                await backups!.Trim(trim.Archive, trim.From, ct);
                trimmed[trim.Archive] = trim.From;
                return null;
            case BackupJob.DeleteArchive delete:
                await Forget(delete.Archive, ct);
                return null;
            case BackupJob.Replicate replicate:
                return await replication.Follow(replicate.Archive, replicate.Region, ct);
            default:
                throw new InvariantBroken($"Nobody does {job}.");
        }
    }

    private async ValueTask<BackupFacts> Taken(BackupJob.Take take, CancellationToken ct) =>
        backups!.Find(take.Backup) ?? await clusters!.Backup(take.Cluster, take.Backup, ct);

    private async ValueTask Copy(BackupJob.Copy copy, CancellationToken ct)
    {
        if (backups!.Find(copy.Backup) is not { } facts)
        {
            if (await Ways.Travel(copy.Region, ct) is false)
            {
                return;
            }

            var from = copy.Region == region ? backups : replication.Of(copy.Region);
            if (from is null)
            {
                throw new IOException($"{copy.Region} is not open.");
            }

            if (from.Find(copy.Source) is null)
            {
                await Fail(copy.Snapshot, ct);
                return;
            }

            facts = await backups.Copy(copy.Backup, from, copy.Source, ct);
        }

        await Note(copy.Snapshot, facts, ct);
    }

    /// <summary>A snapshot is there. What went away meanwhile stays away.</summary>
    private async ValueTask Note(string id, BackupFacts facts, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Snapshots.Find(id) is { } row && row.Is(NewSnapshot.Creating))
        {
            NewSnapshot.Done(
                held.State, row.With(shown => shown.SnapshotDatabaseTime = facts.Consistent), region, node.Now);
            if (held.State.AutomatedBackups.Find(row.Automated) is { } backup && backup.Is(AutomatedBackups.Creating))
            {
                held.State.AutomatedBackups.Put(backup.With(shown => shown.Status = AutomatedBackups.Active));
            }
        }

        await held.Keep();
    }

    /// <summary>A snapshot will not be there; one of the day is waited for, and false.</summary>
    private async ValueTask<bool> Fail(string id, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = held.State.Snapshots.Find(id);
        if (row is null || !row.Is(NewSnapshot.Creating) || row is { IsAutomated: true, IsReplicated: false })
        {
            await held.Keep();
            return false;
        }

        if (row.IsReplicated)
        {
            // Where the source still has it, it is begun anew.
            held.State.Snapshots.Remove(id);
        }
        else
        {
            NewSnapshot.Fail(held.State, row);
        }

        await held.Keep();
        return true;
    }

    /// <summary>Deletes an archive, and what the state says of it once nobody writes to it any more.</summary>
    private async ValueTask Forget(string archive, CancellationToken ct)
    {
        await backups!.DeleteArchive(archive, ct);
        using var held = await book.Take(ct);
        if (held.State.AutomatedBackups.Find(archive) is { IsGone: true } && backups.Archive(archive) is null)
        {
            held.State.AutomatedBackups.Remove(archive);
        }

        await held.Keep();
        trimmed.TryRemove(archive, out _);
    }

    /// <summary>Until when a job rests, and how often in a row it has failed.</summary>
    private readonly record struct Pause(DateTimeOffset Until, int Failures);
}
