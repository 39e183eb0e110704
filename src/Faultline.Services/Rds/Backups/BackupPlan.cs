using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// What is due of backups by the state and the hour, and what the state says then: which snapshots are begun, which
/// have expired, whose deletion may go on. It is found anew at each look. Pure.
/// </summary>
internal sealed class BackupPlan(
    string region, Func<string, ClusterView?> cluster, IBackups? backups, DateTimeOffset now, Dice dice)
{
    /// <summary>When it is to be looked at again without anything having changed.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Takes every step that can be taken now.</summary>
    public void Step(RdsState state)
    {
        foreach (var instance in state.Instances.All.ToList())
        {
            Follow(state, instance);
            Finish(state, instance);
        }

        foreach (var snapshot in state.Snapshots.All.Where(row => row.Is(NewSnapshot.Creating)).ToList())
        {
            if (snapshot.SourceRegion is null && state.Instances.Find(snapshot.Resource) is null)
            {
                Abandon(state, snapshot);
            }
        }

        foreach (var row in state.AutomatedBackups.All.ToList())
        {
            if (!row.IsGone)
            {
                Expire(state, row);
            }

            if (state.AutomatedBackups.Find(row.Id) is { IsGone: true })
            {
                Clear(state, row.Id);
            }
        }

        foreach (var instance in state.Instances.All.ToList())
        {
            Begin(state, instance);
            Free(state, instance);
        }
    }

    /// <summary>Whether a backup of a cluster can be taken now.</summary>
    public static bool Answers(ClusterView? view) => view?.Phase == ClusterPhase.Available;

    /// <summary>The automated backup is there where the instance wants one, and goes where it does not.</summary>
    private void Follow(RdsState state, InstanceRow instance)
    {
        var row = state.AutomatedBackups.Find(instance.Id);
        if (instance.Shown.BackupRetentionPeriod > 0)
        {
            if (row is null or { IsGone: true } && instance.Status != Life.Deleting)
            {
                // What was to go and is wanted again begins anew; its archive goes on where it was.
                AutomatedBackups.Begin(state, region, instance, dice);
            }
        }
        else if (row is { IsGone: false })
        {
            state.AutomatedBackups.Put(row with { IsGone = true });
        }
    }

    /// <summary>
    /// The last snapshot of an instance that is being deleted: it is begun, and once it is there the deletion goes on.
    /// Where it cannot be, the instance stays.
    /// </summary>
    private void Finish(RdsState state, InstanceRow instance)
    {
        if (instance.Status != Life.Deleting || instance.FinalSnapshot is not { } name)
        {
            return;
        }

        var snapshot = state.Snapshots.Find(SnapshotRow.IdOf(instance.Account, name));
        if (snapshot is null)
        {
            NewSnapshot.Final(state, region, instance, name, now, dice);
        }
        else if (!snapshot.IsFinal || snapshot.Resource != instance.Id || snapshot.Is(NewSnapshot.Failed))
        {
            state.Instances.Put(instance.In(Life.Available) with { FinalSnapshot = null });
            state.Note(
                instance, now, $"The final snapshot {name} could not be taken; the DB instance is kept.", "failure");
        }
        else if (snapshot.Is(NewSnapshot.Available))
        {
            state.Instances.Put(instance with { FinalSnapshot = null });
        }
    }

    /// <summary>A snapshot whose instance went before it was taken.</summary>
    private static void Abandon(RdsState state, SnapshotRow snapshot)
    {
        if (snapshot.IsAutomated)
        {
            state.Snapshots.Remove(snapshot.Id);
        }
        else
        {
            NewSnapshot.Fail(state, snapshot);
        }
    }

    /// <summary>
    /// Lets go of snapshots that nothing within the retention needs: of a backup that goes on, a moment is restored
    /// from the snapshot before it, so one more than the retention is kept.
    /// </summary>
    private void Expire(RdsState state, AutomatedBackupRow row)
    {
        var all = AutomatedBackups.SnapshotsOf(state, row).ToList();
        var retention = Retention(state, row);
        var isRetained = row.Is(AutomatedBackups.Retained);
        for (var i = 0; i < all.Count; i++)
        {
            var covered = isRetained ? all[i] : i + 1 < all.Count ? all[i + 1] : null;
            if (covered is null)
            {
                break;
            }

            var expires = covered.Shown.SnapshotCreateTime!.Value + retention;
            if (expires > now)
            {
                Wait(expires);
                break;
            }

            state.Snapshots.Remove(all[i].Id);
        }

        if (isRetained && !state.Snapshots.All.Any(snapshot => snapshot.Automated == row.Id))
        {
            state.AutomatedBackups.Put(row with { IsGone = true });
        }
    }

    /// <summary>Of what is gone no snapshot is left.</summary>
    private static void Clear(RdsState state, string id)
    {
        foreach (var snapshot in state.Snapshots.All.Where(snapshot => snapshot.Automated == id).ToList())
        {
            state.Snapshots.Remove(snapshot.Id);
        }
    }

    /// <summary>
    /// Begins the snapshot of the day, once its window has opened since the last one; a window that was missed is made
    /// up for as soon as that can be, once. The first is due at once.
    /// </summary>
    private void Begin(RdsState state, InstanceRow instance)
    {
        if (instance.Status is not (Life.Available or Life.BackingUp)
            || !instance.IsMade
            || state.AutomatedBackups.Find(instance.Id) is not { IsGone: false, IsReplica: false } row
            || IsUnderWay(state, instance.Id))
        {
            return;
        }

        if (row.LastBegun is { } last
            && BackupWindow.TryRead(instance.Shown.PreferredBackupWindow ?? "", out var window)
            && window.LastStart(now) <= last
            && !LacksBase(state, row, last))
        {
            Wait(window.NextStart(now));
            return;
        }

        if (!Answers(cluster(instance.Id)))
        {
            return;
        }

        state.AutomatedBackups.Put(row with { LastBegun = now });
        NewSnapshot.Daily(state, region, instance, now, dice);
        state.Instances.Put(instance.In(Life.BackingUp));
    }

    /// <summary>
    /// Whether the archive began only after the last snapshot was, so that it can be played after none.
    /// </summary>
    private bool LacksBase(RdsState state, AutomatedBackupRow row, DateTimeOffset last) =>
        backups?.Archive(row.Id) is { } archive
        && archive.From > last
        && !AutomatedBackups.Bases(state, row, backups).Any();

    /// <summary>An instance that nothing is taken of is not being backed up.</summary>
    private static void Free(RdsState state, InstanceRow instance)
    {
        if (state.Instances.Find(instance.Id) is { Status: Life.BackingUp } row && !IsUnderWay(state, row.Id))
        {
            state.Instances.Put(row.In(Life.Available));
        }
    }

    private static bool IsUnderWay(RdsState state, string resource) => state.Snapshots.All.Any(snapshot =>
        snapshot.Is(NewSnapshot.Creating) && snapshot.SourceRegion is null && snapshot.Resource == resource);

    private static TimeSpan Retention(RdsState state, AutomatedBackupRow row) =>
        !row.IsReplica && !row.Is(AutomatedBackups.Retained)
        && state.Instances.Find(row.Id)?.Shown.BackupRetentionPeriod is { } days
            ? TimeSpan.FromDays(days)
            : row.Retention;

    private void Wait(DateTimeOffset hour) => Next = Next is { } known && known < hour ? known : hour;
}
