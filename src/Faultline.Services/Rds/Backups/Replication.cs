using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Kernel;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// Automated backups that follow those of another region: as long as there is a way, every snapshot and all that is
/// archived there comes here; behind a cut one they lag, and catch up afterwards.
/// </summary>
internal sealed class Replication(
    RdsBook book,
    Node node,
    Surroundings around,
    IBackups? backups,
    RegionWays ways,
    Func<string, BackupWork?> elsewhere,
    Dice dice)
{
    /// <summary>How often it is looked whether there is more: as often as a database archives.</summary>
    private TimeSpan Every => around.Timing.Interval("rds", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));

    /// <summary>The backups of another region; null where it is not open, or has none.</summary>
    public IBackups? Of(string region) => elsewhere(region)?.Backups;

    /// <summary>Takes over what is new there, and says when to look again.</summary>
    public async ValueTask<TimeSpan?> Follow(string id, string source, CancellationToken ct)
    {
        if (elsewhere(source) is not { Backups: { } from } there || !await ways.Travel(source, ct))
        {
            return Every;
        }

        var offered = await there.Replication.Offer(id, await Arn(id, ct), ct);
        if (!await TakeOver(id, offered, ct))
        {
            return null;
        }

        if (from.Archive(id) is not null)
        {
            await backups!.CopyArchive(id, from, id, ct);
        }

        await Settle(id, offered!.Backup.Is(AutomatedBackups.Retained), ct);
        return Every;
    }

    /// <summary>
    /// What there is of an automated backup of this region, for another one that follows it under an ARN of its own.
    /// </summary>
    public async ValueTask<Offered?> Offer(string id, string? follower, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (follower is not null
            && state.Instances.Find(id) is { } instance
            && instance.Shown.DBInstanceAutomatedBackupsReplications?.Exists(
                each => each.DBInstanceAutomatedBackupsArn == follower) != true)
        {
            state.Instances.Put(instance.With(shown => shown.DBInstanceAutomatedBackupsReplications =
            [
                .. shown.DBInstanceAutomatedBackupsReplications ?? [],
                new() { DBInstanceAutomatedBackupsArn = follower },
            ]));
        }

        var row = state.AutomatedBackups.Find(id);
        var offered = row is null or { IsGone: true } or { IsReplica: true } ? null
            : new Offered(
                state.Instances.Find(id) is { } live && !row.Is(AutomatedBackups.Retained)
                    ? AutomatedBackups.Seen(row, live)
                    : row,
                [.. AutomatedBackups.SnapshotsOf(state, row)]);
        await held.Keep();
        return offered;
    }

    /// <summary>Another region follows no longer.</summary>
    public async ValueTask Leave(string id, string follower, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Instances.Find(id) is { } instance)
        {
            held.State.Instances.Put(instance.With(shown => shown.DBInstanceAutomatedBackupsReplications =
                shown.DBInstanceAutomatedBackupsReplications?.FindAll(
                    each => each.DBInstanceAutomatedBackupsArn != follower)));
        }

        await held.Keep();
    }

    private async ValueTask<string?> Arn(string id, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var arn = held.State.AutomatedBackups.Find(id)?.Shown.DBInstanceAutomatedBackupsArn;
        await held.Keep();
        return arn;
    }

    /// <summary>Notes what is to be copied; false where nothing comes any more.</summary>
    private async ValueTask<bool> TakeOver(string id, Offered? offered, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.AutomatedBackups.Find(id) is not { IsGone: false, IsReplica: true } row
            || row.Is(AutomatedBackups.Retained))
        {
            return false;
        }

        if (offered is null)
        {
            state.AutomatedBackups.Put(row.With(shown => shown.Status = AutomatedBackups.Retained));
            await held.Keep();
            return false;
        }

        // What has expired here is not fetched again.
        var all = offered.Snapshots;
        var wanted = all.Where((_, at) => at + 1 == all.Count
            || all[at + 1].Shown.SnapshotCreateTime + row.Retention > node.Now);
        foreach (var snapshot in wanted.Where(
            each => state.Snapshots.Find(NewSnapshot.ReplicaId(row, each.Name)) is null))
        {
            NewSnapshot.Replica(state, row, snapshot, node.Now, dice);
        }

        await held.Keep();
        return true;
    }

    /// <summary>
    /// It can be restored from here once a snapshot and what followed it are here, and nothing more comes once all is
    /// here of an instance that is deleted.
    /// </summary>
    private async ValueTask Settle(string id, bool isLast, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.AutomatedBackups.Find(id) is { } row
            && row.Shown.Status is AutomatedBackups.Pending or AutomatedBackups.Replicating
            && backups?.Archive(id) is not null
            && AutomatedBackups.SnapshotsOf(state, row).Any())
        {
            var isComing = state.Snapshots.All.Any(each => each.Automated == id && each.Is(NewSnapshot.Creating));
            var status = isLast && !isComing ? AutomatedBackups.Retained : AutomatedBackups.Replicating;
            if (!row.Is(status))
            {
                state.AutomatedBackups.Put(row.With(shown => shown.Status = status));
            }
        }

        await held.Keep();
    }
}

/// <summary>What a region has of an automated backup, the oldest snapshot first.</summary>
internal sealed record Offered(AutomatedBackupRow Backup, List<SnapshotRow> Snapshots);
