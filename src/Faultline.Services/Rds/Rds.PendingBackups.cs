using Faultline.Api.Rds;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>Operations that are still to be built: each answers 501, by its name.</summary>
internal sealed partial class Rds
{
    public override ValueTask<CopyDBSnapshotResult> CopyDBSnapshot(
        Call call, CopyDBSnapshotMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CreateDBSnapshotResult> CreateDBSnapshot(
        Call call, CreateDBSnapshotMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DeleteDBInstanceAutomatedBackupResult> DeleteDBInstanceAutomatedBackup(
        Call call, DeleteDBInstanceAutomatedBackupMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DeleteDBSnapshotResult> DeleteDBSnapshot(
        Call call, DeleteDBSnapshotMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DBInstanceAutomatedBackupMessage> DescribeDBInstanceAutomatedBackups(
        Call call, DescribeDBInstanceAutomatedBackupsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DescribeDBSnapshotAttributesResult> DescribeDBSnapshotAttributes(
        Call call, DescribeDBSnapshotAttributesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DBSnapshotMessage> DescribeDBSnapshots(
        Call call, DescribeDBSnapshotsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ModifyDBSnapshotResult> ModifyDBSnapshot(
        Call call, ModifyDBSnapshotMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ModifyDBSnapshotAttributeResult> ModifyDBSnapshotAttribute(
        Call call, ModifyDBSnapshotAttributeMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<RestoreDBInstanceFromDBSnapshotResult> RestoreDBInstanceFromDBSnapshot(
        Call call, RestoreDBInstanceFromDBSnapshotMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<RestoreDBInstanceToPointInTimeResult> RestoreDBInstanceToPointInTime(
        Call call, RestoreDBInstanceToPointInTimeMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<StartDBInstanceAutomatedBackupsReplicationResult> StartDBInstanceAutomatedBackupsReplication(
        Call call, StartDBInstanceAutomatedBackupsReplicationMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<StopDBInstanceAutomatedBackupsReplicationResult> StopDBInstanceAutomatedBackupsReplication(
        Call call, StopDBInstanceAutomatedBackupsReplicationMessage request, CancellationToken ct) => throw Pending(call);
}
