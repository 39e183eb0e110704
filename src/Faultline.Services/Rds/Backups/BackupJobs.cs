using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// What is still to be done between what the state says and what is there. It is found anew at each look, so that a
/// crash in between leaves nothing behind. Pure.
/// </summary>
internal static class BackupJobs
{
    public static List<BackupJob> Of(RdsState state, IBackups backups, Func<string, ClusterView?> cluster)
    {
        var jobs = new List<BackupJob>();
        foreach (var snapshot in state.Snapshots.All.Where(row => row.Is(NewSnapshot.Creating)))
        {
            if (snapshot.SourceRegion is { } region)
            {
                jobs.Add(new BackupJob.Copy(snapshot.Id, snapshot.Backup, region, snapshot.SourceBackup!));
            }
            else if (backups.Find(snapshot.Backup) is not null || BackupPlan.Answers(cluster(snapshot.Resource)))
            {
                jobs.Add(new BackupJob.Take(snapshot.Id, snapshot.Backup, snapshot.Resource));
            }
        }

        foreach (var row in state.AutomatedBackups.All)
        {
            if (!IsBeingRestored(state, row.Id))
            {
                Archive(jobs, state, row, backups, cluster);
            }

            if (!row.IsGone && row.IsReplica && !row.Is(AutomatedBackups.Retained))
            {
                jobs.Add(new BackupJob.Replicate(row.Id, row.SourceRegion!));
            }
        }

        var needed = Needed(state);
        jobs.AddRange(backups.All
            .Where(backup => !needed.Contains(backup.Key))
            .Select(backup => new BackupJob.Delete(backup.Key)));
        return jobs;
    }

    /// <summary>What must not go: the data of every snapshot, and what an instance is still to be made of.</summary>
    private static HashSet<string> Needed(RdsState state)
    {
        var needed = state.Snapshots.All.Select(row => row.Backup).ToHashSet(StringComparer.Ordinal);
        needed.UnionWith(Seeds(state).Select(seed => seed.Key));
        return needed;
    }

    private static bool IsBeingRestored(RdsState state, string archive) =>
        Seeds(state).Any(seed => seed.Archive == archive);

    private static IEnumerable<ClusterSeed.Backup> Seeds(RdsState state) => state.Instances.All
        .Where(row => !row.IsMade && row.Status is not (Life.IncompatibleRestore or Life.Failed or Life.Deleting))
        .Select(row => row.Seed)
        .OfType<ClusterSeed.Backup>();

    private static void Archive(
        List<BackupJob> jobs,
        RdsState state,
        AutomatedBackupRow row,
        IBackups backups,
        Func<string, ClusterView?> cluster)
    {
        if (row.IsGone)
        {
            // Whoever still writes to it would make it anew.
            if (state.Instances.Find(row.Id) is null || cluster(row.Id)?.Sight?.ArchivedUntil is null)
            {
                jobs.Add(new BackupJob.DeleteArchive(row.Id));
            }
        }
        else if (backups.Archive(row.Id) is { } archive
            && AutomatedBackups.Bases(state, row, backups).FirstOrDefault().Facts is { } first
            && archive.From < first.Consistent)
        {
            jobs.Add(new BackupJob.Trim(row.Id, first.Consistent));
        }
    }
}
