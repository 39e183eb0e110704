using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<RestoreDBInstanceFromDBSnapshotResult> RestoreDBInstanceFromDBSnapshot(
        Call call, RestoreDBInstanceFromDBSnapshotMessage request, CancellationToken ct)
    {
        if (request.DBClusterSnapshotIdentifier is not null)
        {
            throw Refusal.NotBuilt("snapshots of DB clusters");
        }

        SnapshotRow snapshot;
        using (var held = await book.Take(ct))
        {
            snapshot = SnapshotRules.Usable(held.State, region, call.Account, request.DBSnapshotIdentifier);
            await held.Keep();
        }

        var row = await Launch(
            call,
            new(Restoring.Order(request, snapshot), new ClusterSeed.Backup(snapshot.Backup))
            {
                Announces = $"Restored from snapshot {snapshot.Name}",
                Shows = shown => Restoring.Encrypt(shown, snapshot.Of),
                Within = (state, _) =>
                    SnapshotRules.Usable(state, region, call.Account, request.DBSnapshotIdentifier),
            },
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    public override async ValueTask<RestoreDBInstanceToPointInTimeResult> RestoreDBInstanceToPointInTime(
        Call call, RestoreDBInstanceToPointInTimeMessage request, CancellationToken ct)
    {
        Restoring.CheckMoment(request);
        AutomatedBackupRow source;
        SnapshotRow from;
        using (var held = await book.Take(ct))
        {
            source = Restoring.Source(held.State, call.Account, request);
            from = Restoring.Choose(held.State, source, backups.Backups, request.RestoreTime, call.Now);
            await held.Keep();
        }

        var row = await Launch(
            call,
            new(Restoring.Order(request, source), new ClusterSeed.Backup(from.Backup)
            {
                Archive = source.Id,
                Until = request.RestoreTime,
            })
            {
                Announces = $"Restored from DB instance {source.Shown.DBInstanceIdentifier} to "
                    + Restoring.Text(request.RestoreTime ?? call.Now),
                Shows = shown => Restoring.Encrypt(shown, source.Of),
                Within = (state, _) => Restoring.CheckStill(state, source, from),
            },
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }
}
