using Faultline.Api.Rds;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>Operations that are still to be built: each answers 501, by its name.</summary>
internal sealed partial class Rds
{
    public override ValueTask AddRoleToDBInstance(
        Call call, AddRoleToDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ApplyPendingMaintenanceActionResult> ApplyPendingMaintenanceAction(
        Call call, ApplyPendingMaintenanceActionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CreateDBInstanceResult> CreateDBInstance(
        Call call, CreateDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CreateDBInstanceReadReplicaResult> CreateDBInstanceReadReplica(
        Call call, CreateDBInstanceReadReplicaMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DeleteDBInstanceResult> DeleteDBInstance(
        Call call, DeleteDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DBInstanceMessage> DescribeDBInstances(
        Call call, DescribeDBInstancesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<PendingMaintenanceActionsMessage> DescribePendingMaintenanceActions(
        Call call, DescribePendingMaintenanceActionsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DescribeValidDBInstanceModificationsResult> DescribeValidDBInstanceModifications(
        Call call, DescribeValidDBInstanceModificationsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ModifyDBInstanceResult> ModifyDBInstance(
        Call call, ModifyDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<PromoteReadReplicaResult> PromoteReadReplica(
        Call call, PromoteReadReplicaMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<RebootDBInstanceResult> RebootDBInstance(
        Call call, RebootDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask RemoveRoleFromDBInstance(
        Call call, RemoveRoleFromDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<StartDBInstanceResult> StartDBInstance(
        Call call, StartDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<StopDBInstanceResult> StopDBInstance(
        Call call, StopDBInstanceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<SwitchoverReadReplicaResult> SwitchoverReadReplica(
        Call call, SwitchoverReadReplicaMessage request, CancellationToken ct) => throw Pending(call);
}
