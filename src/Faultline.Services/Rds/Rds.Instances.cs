using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    private const string LastSnapshot = "FinalDBSnapshotIdentifier";

    public override async ValueTask<CreateDBInstanceResult> CreateDBInstance(
        Call call, CreateDBInstanceMessage request, CancellationToken ct)
    {
        CreationRules.CheckEngine(request.Engine);
        CreationRules.CheckBuilt(request);
        MasterUser.CheckName(request.MasterUsername);
        MasterUser.CheckPassword(request.MasterUserPassword);
        MasterUser.CheckDatabase(request.DBName);
        var row = await Launch(call, new(request, new ClusterSeed.Empty()), ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    public override async ValueTask<DeleteDBInstanceResult> DeleteDBInstance(
        Call call, DeleteDBInstanceMessage request, CancellationToken ct)
    {
        var last = request.FinalDBSnapshotIdentifier;
        if (request.SkipFinalSnapshot == true && last is not null)
        {
            throw Refusal.Combination(
                "FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.");
        }

        var row = await Change(
            call,
            request.DBInstanceIdentifier,
            (state, row) => Deleted(state, call, request, row),
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    public override async ValueTask<DBInstanceMessage> DescribeDBInstances(
        Call call, DescribeDBInstancesMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = string.IsNullOrEmpty(request.DBInstanceIdentifier)
            ? held.State.Instances.Of(call.Account)
            : [Find(held.State, call, request.DBInstanceIdentifier)];
        var (page, next) = Pages.Cut(
            call,
            all.By(
                request.Filters,
                ("db-instance-id", row => [row.Name, row.Arn]),
                ("dbi-resource-id", row => [row.Id]),
                ("engine", row => [row.Shown.Engine]),
                ("db-cluster-id", _ => []),
                ("domain", _ => [])),
            row => row.Name,
            request.MaxRecords,
            request.Marker);
        var view = View(held.State);
        var shown = page.ConvertAll(view.Of);
        await held.Keep();
        return new() { DBInstances = shown, Marker = next };
    }

    private static InstanceRow Deleted(RdsState state, Call call, DeleteDBInstanceMessage request, InstanceRow row)
    {
        if (row.Status == Life.Deleting)
        {
            throw State($"Instance {row.Name} is already being deleted.");
        }

        if (row.Shown.DeletionProtection == true)
        {
            throw Refusal.Combination(
                "Cannot delete protected DB Instance, please disable deletion protection and try again.");
        }

        var skips = request.SkipFinalSnapshot == true;
        if (!skips && row.Follows is not null && request.FinalDBSnapshotIdentifier is not null)
        {
            throw Refusal.Combination("FinalDBSnapshotIdentifier can not be specified when deleting a read replica.");
        }

        if (!skips && row.Follows is null)
        {
            if (request.FinalDBSnapshotIdentifier is null)
            {
                throw Refusal.Combination(
                    "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
            }

            if (row.Status is Life.Failed or Life.IncompatibleRestore or Life.Creating
                or Life.Stopping or Life.Stopped or Life.StorageFull)
            {
                throw State(
                    $"Instance {row.Name} is in the state {row.Status}, of which no final snapshot can be taken; "
                    + "specify SkipFinalSnapshot.");
            }

            SnapshotRules.Fresh(state, call.Account, LastSnapshot, request.FinalDBSnapshotIdentifier);
            SnapshotRules.CheckCount(state, call.Account);
        }

        return row.In(Life.Deleting) with
        {
            FinalSnapshot = skips || row.Follows is not null
                ? null
                : SnapshotRules.Name(LastSnapshot, request.FinalDBSnapshotIdentifier),
            KeepsBackups = request.DeleteAutomatedBackups == false,
        };
    }

    /// <summary>Changes an instance, and lets that be brought about.</summary>
    private async ValueTask<InstanceRow> Change(
        Call call, string name, Func<RdsState, InstanceRow, InstanceRow> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = change(held.State, Find(held.State, call, name));
        held.State.Instances.Put(row);
        await held.Keep();
        Tell();
        return row;
    }

    /// <summary>An instance of the caller's, by its name or ARN.</summary>
    private InstanceRow Find(RdsState state, Call call, string text)
    {
        var name = Arns.Read(text) is { Type: Arns.Instance } arn && arn.Region == region && arn.Account == call.Account
            ? arn.Name
            : text;
        return state.Instance(call.Account, name) ?? throw Refusal.NoInstance(name);
    }

    private async ValueTask<DBInstance> Shown(InstanceRow row, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = View(held.State).Of(row);
        await held.Keep();
        return shown;
    }

    private InstanceView View(RdsState state) => new(state, region, Cluster);

    private ClusterView? Cluster(string id) => tending?.Clusters.Find(id);

    private static AwsError State(string message) => RdsErrors.InvalidDBInstanceStateFault(message);

    /// <summary>Most of what is done to an instance is done only to one that is available.</summary>
    private static InstanceRow Available(InstanceRow row) => row.Status == Life.Available
        ? row
        : throw State($"Instance {row.Name} is not in available state.");
}
