using Faultline.Api.Rds;
using Faultline.Services.Rds.Instances;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<RebootDBInstanceResult> RebootDBInstance(
        Call call, RebootDBInstanceMessage request, CancellationToken ct)
    {
        var row = await Change(
            call,
            request.DBInstanceIdentifier,
            (state, row) =>
            {
                var byFailover = request.ForceFailover == true;
                return byFailover && row.Members.Count < 2
                    ? throw Refusal.Combination(
                        "You can't specify ForceFailover for an instance that isn't configured for Multi-AZ.")
                    : Power.Restart(state, region, Available(row), byFailover).In(Life.Rebooting);
            },
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    public override async ValueTask<StopDBInstanceResult> StopDBInstance(
        Call call, StopDBInstanceMessage request, CancellationToken ct)
    {
        // "Stopping an Amazon RDS DB instance temporarily", user guide, has the same order and limits.
        var row = await Change(
            call,
            request.DBInstanceIdentifier,
            (_, row) =>
            {
                Available(row);
                if (row.Follows is not null || row.Followers.Count > 0)
                {
                    throw State(
                        $"Cannot stop instance {row.Name}: it {(row.Follows is null ? "has" : "is")} a read replica.");
                }

                if (request.DBSnapshotIdentifier is { } snapshot)
                {
                    throw Refusal.NotBuilt($"StopDBInstance with DBSnapshotIdentifier ({snapshot})");
                }

                return Power.Stop(row, call.Now);
            },
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    public override async ValueTask<StartDBInstanceResult> StartDBInstance(
        Call call, StartDBInstanceMessage request, CancellationToken ct)
    {
        var row = await Change(
            call,
            request.DBInstanceIdentifier,
            (state, row) => row.Status == Life.Stopped
                ? Power.Start(state, region, row)
                : throw State($"Instance {row.Name} is not stopped."),
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }
}
