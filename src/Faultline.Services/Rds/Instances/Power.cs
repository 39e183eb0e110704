using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Instances;

/// <summary>Instances that are stopped, started and restarted. Pure.</summary>
internal static class Power
{
    /// <summary>"Stopping an Amazon RDS DB instance temporarily", user guide: up to seven days.</summary>
    public static readonly TimeSpan StoppedMax = TimeSpan.FromDays(7);

    public static InstanceRow Stop(InstanceRow row, DateTimeOffset now) =>
        (row with { IsStopped = true }).With(shown =>
        {
            shown.DBInstanceStatus = Life.Stopping;
            shown.AutomaticRestartTime = now + StoppedMax;
        });

    public static InstanceRow Start(RdsState state, string region, InstanceRow row) =>
        (Renewed(state, region, row) with { IsStopped = false }).With(shown =>
        {
            shown.DBInstanceStatus = Life.Starting;
            shown.AutomaticRestartTime = null;
        });

    /// <summary>The instance as it is to be restarted: by another server taking over, if that is asked for.</summary>
    public static InstanceRow Restart(RdsState state, string region, InstanceRow row, bool byFailover)
    {
        row = Renewed(state, region, row);
        return byFailover ? row with { Failovers = row.Failovers + 1 } : row with { Restarts = row.Restarts + 1 };
    }

    /// <summary>With all that its parameter group says, as it is about to start anew.</summary>
    private static InstanceRow Renewed(RdsState state, string region, InstanceRow row) =>
        ParameterGroups.Find(state, region, row.Account, row.Shown.DBParameterGroups![0].DBParameterGroupName!) is
            { } group
            ? row with { InForce = InForce.AtStart(group) }
            : row;
}
