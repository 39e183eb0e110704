using System.Collections.Immutable;
using Faultline.Api.Rds;

namespace Faultline.Services.Fis.Actions.Rds;

/// <summary>
/// Reboots database instances, by a failover where that is asked for. One that is rebooting, or has said since the
/// action began that it restarted, has had its reboot.
/// </summary>
internal sealed class RebootDatabases(ActionReach reach) : IAction
{
    private const string ByFailover = "forceFailover";

    private static readonly string[] rebooted = ["DB instance restarted", "Multi-AZ instance failover started."];

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
        Given.Among(parameters, ByFailover, "true", "false");

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        foreach (var target in scene.Targets)
        {
            if (!await IsDone(scene, target.Id, ct))
            {
                await reach.Calls.Ask(scene.Who, reach.Rds.RebootDBInstance, new RebootDBInstanceMessage
                {
                    DBInstanceIdentifier = target.Id,
                    ForceFailover = scene.Parameters.GetValueOrDefault(ByFailover) == "true",
                }, ct);
            }
        }

        return Notes.Nothing;
    }

    private async ValueTask<bool> IsDone(ActionScene scene, string name, CancellationToken ct)
    {
        var shown = await reach.Calls.Ask(
            scene.Who,
            reach.Rds.DescribeDBInstances,
            new DescribeDBInstancesMessage { DBInstanceIdentifier = name },
            ct);
        if (shown.DBInstances is [{ DBInstanceStatus: "rebooting" }])
        {
            return true;
        }

        var told = await reach.Calls.Ask(scene.Who, reach.Rds.DescribeEvents, new DescribeEventsMessage
        {
            SourceIdentifier = name,
            SourceType = SourceType.DbInstance,
            StartTime = scene.Began,
        }, ct);
        return (told.Events ?? []).Exists(each => rebooted.Contains(each.Message));
    }
}
