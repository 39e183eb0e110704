using System.Text.Json.Nodes;
using Faultline.Api.Rds;
using Faultline.Services.Provisioning;
using Faultline.Services.Rds.Instances;

namespace Faultline.Services.Rds.Resources;

/// <summary>
/// Database instances: new ones, read replicas, and those out of a snapshot or of another instance's past. Its id is
/// the name.
/// </summary>
internal sealed class InstanceType(RdsApi rds) : ResourceType("AWS::RDS::DBInstance")
{
    private const int NameMax = 63;
    private const string Exports = "EnableCloudwatchLogsExports";

    public override bool LeavesSnapshots => true;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = Tags.NameOf(work, "DBInstanceIdentifier", NameMax);
        if (await Look(work, name, ct) is { } there)
        {
            await Tags.CheckOwn(rds, work, Name, there.DBInstanceArn!, name, ct);
            return name;
        }

        await Making.Of(this, rds, work, name, ct);
        return name;
    }

    /// <summary>Once nothing is under way, and nothing waits that is to be so at once.</summary>
    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } instance)
        {
            return false;
        }

        var status = instance.DBInstanceStatus;
        if (status is Life.Failed or Life.IncompatibleRestore)
        {
            throw Refused.Invalid($"The DB instance {work.Id} is {status}.");
        }

        return status == Life.Available
            && (!AppliesAtOnce(work) || Properties.Of(instance.PendingModifiedValues ?? new()).Count == 0);
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var now = work.Properties;
        if (before.Has("SourceDBInstanceIdentifier") && !now.Has("SourceDBInstanceIdentifier"))
        {
            await work.Ask(
                rds.PromoteReadReplica, new PromoteReadReplicaMessage { DBInstanceIdentifier = work.Id! }, ct);
        }

        var changed = now.Names.Where(name => !JsonNode.DeepEquals(before[name], now[name])).ToList();
        var shown = await Look(work, work.Id!, ct) ?? throw Refused.Gone(Name, work.Id!);
        if (Changes(work, before, changed) is { } request)
        {
            await work.Ask(rds.ModifyDBInstance, request, ct);
        }

        await Tags.Update(rds, work, before, shown.DBInstanceArn!, ct);
    }

    public override ValueTask Delete(Work work, CancellationToken ct) => Delete(work, null, ct);

    public override async ValueTask DeleteWithSnapshot(Work work, CancellationToken ct)
    {
        // A replica leaves none ("SkipFinalSnapshot" in DeleteDBInstance, API reference); neither does what never was.
        var instance = await Look(work, work.Id!, ct);
        var isWhole = instance?.DBInstanceStatus is not (null or Life.Creating or Life.Failed
            or Life.IncompatibleRestore) && instance.ReadReplicaSourceDBInstanceIdentifier is null;
        await Delete(work, isWhole ? $"snapshot-{work.Token.ToLowerInvariant()}" : null, ct);
    }

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct) =>
        await Look(work, work.Id!, ct) is null;

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        await Look(work, work.Id!, ct) is { } instance
            ? InstanceShown.Of(this, work, instance, await Tags.Read(rds, work, instance.DBInstanceArn!, ct))
            : null;

    /// <summary>Of what may replace it: where the data come from anew, or where it must stand elsewhere.</summary>
    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        base.Replaces(before, after, changed)
        || changed.Contains("Engine")
        || (changed.Contains("AvailabilityZone") && after.Has("AvailabilityZone") && after.Flag("MultiAZ") != true)
        || changed.Any(name => Making.Origins.Contains(name) && after.Has(name));

    private static bool AppliesAtOnce(Work work) => work.Properties.Flag("ApplyImmediately") ?? true;

    /// <summary>What is another than it was; null where there is nothing.</summary>
    private static ModifyDBInstanceMessage? Changes(Work work, Properties before, List<string> changed)
    {
        var now = work.Properties;
        var asked = new JsonObject(changed
            .Where(name => name is not ("Tags" or Exports or "ApplyImmediately"))
            .Select(name => KeyValuePair.Create(name, now[name]?.DeepClone())));
        var request = new Properties(asked).As<ModifyDBInstanceMessage>();
        if (changed.Contains("VPCSecurityGroups"))
        {
            request.VpcSecurityGroupIds = now.Texts("VPCSecurityGroups");
        }

        var (was, next) = (before.Texts(Exports), now.Texts(Exports));
        if (!was.ToHashSet().SetEquals(next))
        {
            request.CloudwatchLogsExportConfiguration = new()
            {
                EnableLogTypes = [.. next.Except(was)],
                DisableLogTypes = [.. was.Except(next)],
            };
        }

        if (Properties.Of(request).Count == 0)
        {
            return null;
        }

        request.DBInstanceIdentifier = work.Id!;
        request.ApplyImmediately = AppliesAtOnce(work);
        return request;
    }

    private async ValueTask Delete(Work work, string? snapshot, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } instance || instance.DBInstanceStatus == Life.Deleting)
        {
            return;
        }

        await this.OrGone(work.Ask(
            rds.DeleteDBInstance,
            new DeleteDBInstanceMessage
            {
                DBInstanceIdentifier = work.Id!,
                SkipFinalSnapshot = snapshot is null,
                FinalDBSnapshotIdentifier = snapshot,
                DeleteAutomatedBackups = work.Properties.Flag("DeleteAutomatedBackups") ?? true,
            },
            ct));
    }

    private async ValueTask<DBInstance?> Look(Work work, string name, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            rds.DescribeDBInstances, new DescribeDBInstancesMessage { DBInstanceIdentifier = name }, ct)))
            ?.DBInstances!.FirstOrDefault();
}
