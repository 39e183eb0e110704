using Faultline.Api.Rds;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    /// <summary>"Default: 7" (StartDBInstanceAutomatedBackupsReplication, API reference).</summary>
    private const int ReplicatedDays = 7;

    public override async ValueTask<DBInstanceAutomatedBackupMessage> DescribeDBInstanceAutomatedBackups(
        Call call, DescribeDBInstanceAutomatedBackupsMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var named = request.DbiResourceId is null && request.DBInstanceAutomatedBackupsArn is null
            ? null
            : AutomatedBackup(state, call, request.DbiResourceId, request.DBInstanceAutomatedBackupsArn);
        var found = (named is null ? state.AutomatedBackups.Of(call.Account) : [named])
            .Where(row => !row.IsGone)
            .Select(row => AutomatedBackups.Show(state, row, backups.Backups, call.Now))
            .Where(shown => request.DBInstanceIdentifier is null || string.Equals(
                shown.DBInstanceIdentifier, request.DBInstanceIdentifier, StringComparison.OrdinalIgnoreCase))
            .By(
                request.Filters,
                ("status", shown => [shown.Status]),
                ("db-instance-id", shown => [shown.DBInstanceIdentifier, shown.DBInstanceArn]),
                ("dbi-resource-id", shown => [shown.DbiResourceId]),
                ("region", shown => [shown.Region]));
        var (page, next) = Pages.Cut(
            call, found, shown => shown.DBInstanceAutomatedBackupsArn!, request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { DBInstanceAutomatedBackups = page, Marker = next };
    }

    public override async ValueTask<DeleteDBInstanceAutomatedBackupResult> DeleteDBInstanceAutomatedBackup(
        Call call, DeleteDBInstanceAutomatedBackupMessage request, CancellationToken ct)
    {
        if (request.DbiResourceId is null == request.DBInstanceAutomatedBackupsArn is null)
        {
            throw Refusal.Combination(
                "Specify either DbiResourceId or DBInstanceAutomatedBackupsArn, and not both.");
        }

        using var held = await book.Take(ct);
        var row = AutomatedBackup(
            held.State, call, request.DbiResourceId, request.DBInstanceAutomatedBackupsArn);
        if (!row.Is(AutomatedBackups.Retained))
        {
            throw BackupRefusal.BackupState(
                $"The automated backup of {row.Shown.DBInstanceIdentifier} is {row.Shown.Status}: only a retained one "
                + "can be deleted.");
        }

        held.State.AutomatedBackups.Put(row with { IsGone = true });
        await held.Keep();
        backups.Tell();
        return new() { DBInstanceAutomatedBackup = row.With(shown => shown.Status = "deleting").Shown };
    }

    public override async ValueTask<StartDBInstanceAutomatedBackupsReplicationResult>
        StartDBInstanceAutomatedBackupsReplication(
            Call call, StartDBInstanceAutomatedBackupsReplicationMessage request, CancellationToken ct)
    {
        var days = request.BackupRetentionPeriod ?? ReplicatedDays;
        if (days is < 1 or > CreationRules.RetentionMax)
        {
            throw Refusal.Invalid(
                $"Invalid backup retention period: {days}. Must be between 1 and {CreationRules.RetentionMax}.");
        }

        var source = ReplicatedFrom(call, request.SourceDBInstanceArn);
        var there = await In(call, source.Region, ct);
        var offered = await there.OfferBackup(call, source.Name, ct);
        if (offered.Of.StorageEncrypted == true && request.KmsKeyId is null)
        {
            throw BackupRefusal.NoKey();
        }

        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        if (held.State.AutomatedBackups.Find(offered.Id) is { } known
            && (known.IsGone || !known.Is(AutomatedBackups.Retained)))
        {
            throw BackupRefusal.BackupState(known.IsGone
                ? $"The automated backup of {source.Name} that was replicated here is being deleted."
                : $"The automated backups of {source.Name} are replicated here already.");
        }

        var row = AutomatedBackups.Replicate(
            held.State, region, source.Region, offered, days, request.KmsKeyId, call.Dice);
        row = row.With(shown => shown.TagList = tags);
        held.State.AutomatedBackups.Put(row);
        await held.Keep();
        backups.Tell();
        return new() { DBInstanceAutomatedBackup = row.Shown };
    }

    public override async ValueTask<StopDBInstanceAutomatedBackupsReplicationResult>
        StopDBInstanceAutomatedBackupsReplication(
            Call call, StopDBInstanceAutomatedBackupsReplicationMessage request, CancellationToken ct)
    {
        var source = ReplicatedFrom(call, request.SourceDBInstanceArn);
        AutomatedBackupRow row;
        using (var held = await book.Take(ct))
        {
            row = held.State.AutomatedBackups.Of(call.Account).FirstOrDefault(each =>
                each is { IsReplica: true, IsGone: false } && !each.Is(AutomatedBackups.Retained)
                && each.Shown.DBInstanceArn == request.SourceDBInstanceArn)
                ?? throw BackupRefusal.NoBackup(request.SourceDBInstanceArn);
            held.State.AutomatedBackups.Put(row.With(shown => shown.Status = AutomatedBackups.Retained));
            await held.Keep();
        }

        // Whoever cannot be reached goes on to say that it is replicated; nothing follows it any more.
        if (Elsewhere(source.Region) is { } there && backups.Ways.Passes(source.Region))
        {
            await there.backups.Replication.Leave(row.Id, row.Shown.DBInstanceAutomatedBackupsArn!, ct);
        }

        backups.Tell();
        return new() { DBInstanceAutomatedBackup = row.Shown };
    }

    /// <summary>The automated backup of an instance of this region, for one that follows it elsewhere.</summary>
    private async ValueTask<AutomatedBackupRow> OfferBackup(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var instance = held.State.Instance(call.Account, name) ?? throw Refusal.NoInstance(name);
        var row = held.State.AutomatedBackups.Find(instance.Id) is { IsGone: false } found
            ? AutomatedBackups.Seen(found, instance)
            : throw RdsErrors.InvalidDBInstanceStateFault(
                $"The automated backups of {name} cannot be replicated: its backup retention period is 0.");
        await held.Keep();
        return row;
    }

    private Arns.Parts ReplicatedFrom(Call call, string arn) =>
        Arns.Read(arn) is { Type: Arns.Instance } parts && parts.Account == call.Account
            ? parts.Region != region
                ? parts
                : throw Refusal.Invalid("The source DB instance must be in another AWS Region.")
            : throw Refusal.Invalid($"Invalid source DB instance ARN: {arn}");

    /// <summary>An automated backup of the account by its instance's id or its own ARN.</summary>
    private static AutomatedBackupRow AutomatedBackup(RdsState state, Call call, string? resource, string? arn) =>
        state.AutomatedBackups.Of(call.Account).FirstOrDefault(row => !row.IsGone
            && (resource is null || row.Id == resource)
            && (arn is null || row.Shown.DBInstanceAutomatedBackupsArn == arn))
        ?? throw BackupRefusal.NoBackup(resource ?? arn!);
}
