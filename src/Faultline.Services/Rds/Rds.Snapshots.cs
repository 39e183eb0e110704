using Faultline.Api.Rds;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    private const string SharedSnapshots = "shared";
    private const string PublicSnapshots = "public";

    private static readonly string[] snapshotTypes =
        [NewSnapshot.Automated, NewSnapshot.Manual, SharedSnapshots, PublicSnapshots, "awsbackup"];

    public override async ValueTask<CreateDBSnapshotResult> CreateDBSnapshot(
        Call call, CreateDBSnapshotMessage request, CancellationToken ct)
    {
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var state = held.State;
        var name = SnapshotRules.Fresh(state, call.Account, "DBSnapshotIdentifier", request.DBSnapshotIdentifier);
        var instance = state.Instance(call.Account, request.DBInstanceIdentifier)
            ?? throw Refusal.NoInstance(request.DBInstanceIdentifier);
        SnapshotRules.CheckInstance(instance);
        SnapshotRules.CheckCount(state, call.Account);
        var all = instance.Shown.CopyTagsToSnapshot == true
            ? Tagging.Merge(call, instance.Shown.TagList ?? [], tags)
            : tags;
        var row = NewSnapshot.Of(state, region, instance, name, all, call.Now, call.Dice);
        state.Instances.Put(instance.In(Life.BackingUp));
        await held.Keep();
        backups.Tell();
        return new() { DBSnapshot = row.Shown };
    }

    public override async ValueTask<DeleteDBSnapshotResult> DeleteDBSnapshot(
        Call call, DeleteDBSnapshotMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = SnapshotRules.Own(held.State, region, call.Account, request.DBSnapshotIdentifier);
        if (row.IsAutomated)
        {
            throw BackupRefusal.Automated("deleted");
        }

        if (row.Is(NewSnapshot.Creating) && row.SourceRegion is null)
        {
            throw BackupRefusal.State(row);
        }

        held.State.Snapshots.Remove(row.Id);
        NewSnapshot.Note(held.State, row, call.Now, "Deleted manual snapshot", "deletion");
        await held.Keep();
        backups.Tell();
        return new() { DBSnapshot = row.With(shown => shown.Status = "deleted").Shown };
    }

    public override async ValueTask<DBSnapshotMessage> DescribeDBSnapshots(
        Call call, DescribeDBSnapshotsMessage request, CancellationToken ct)
    {
        if (request.SnapshotType is { } type && !snapshotTypes.Contains(type))
        {
            throw Refusal.Invalid($"Invalid snapshot type: {type}");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var named = request.DBSnapshotIdentifier is { } name ? Named(state, call, name) : null;
        var found = (named is null ? state.Snapshots.All : [named])
            .Where(row => !row.IsReplicated && IsListed(call, request, row, named is not null))
            .Where(row => request.DBInstanceIdentifier is null || string.Equals(
                row.Shown.DBInstanceIdentifier, request.DBInstanceIdentifier, StringComparison.OrdinalIgnoreCase))
            .Where(row => request.DbiResourceId is null || row.Resource == request.DbiResourceId)
            .Select(row => Listed(call, row))
            .By(
                request.Filters,
                ("db-instance-id", shown => [shown.DBInstanceIdentifier]),
                ("db-snapshot-id", shown => [shown.DBSnapshotIdentifier, shown.DBSnapshotArn]),
                ("dbi-resource-id", shown => [shown.DbiResourceId]),
                ("snapshot-type", shown => [shown.SnapshotType]),
                ("engine", shown => [shown.Engine]));
        var (page, next) = Pages.Cut(
            call, found, shown => shown.DBSnapshotArn!, request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { DBSnapshots = page, Marker = next };
    }

    public override async ValueTask<CopyDBSnapshotResult> CopyDBSnapshot(
        Call call, CopyDBSnapshotMessage request, CancellationToken ct)
    {
        if (request.TargetCustomAvailabilityZone is not null
            || request.SnapshotTarget is not (null or "region")
            || request.SnapshotAvailabilityZone is not null)
        {
            throw Refusal.NotBuilt("copies of snapshots to Local Zones, Outposts and other targets");
        }

        var tags = Tagging.Merge(call, [], request.Tags);
        var from = Arns.Read(request.SourceDBSnapshotIdentifier)?.Region ?? region;
        var offered = await (await In(call, from, ct)).Offer(call, request.SourceDBSnapshotIdentifier, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var name = SnapshotRules.Fresh(
            state, call.Account, "TargetDBSnapshotIdentifier", request.TargetDBSnapshotIdentifier);
        SnapshotRules.CheckCount(state, call.Account);
        SnapshotRules.CheckCopies(state, call.Account);
        var row = NewSnapshot.Copy(
            state,
            region,
            new(offered, from, call.Account, name, CopyKey(offered, from, request.KmsKeyId))
            {
                OptionGroup = request.OptionGroupName,
                Tags = request.CopyTags == true && offered.Account == call.Account
                    ? Tagging.Merge(call, offered.Shown.TagList ?? [], tags)
                    : tags,
            },
            call.Now,
            call.Dice);
        await held.Keep();
        backups.Tell();
        return new() { DBSnapshot = row.Shown };
    }

    public override async ValueTask<ModifyDBSnapshotResult> ModifyDBSnapshot(
        Call call, ModifyDBSnapshotMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = SnapshotRules.Own(held.State, region, call.Account, request.DBSnapshotIdentifier);
        if (row.IsAutomated)
        {
            throw BackupRefusal.Automated("modified");
        }

        if (!row.Is(NewSnapshot.Available))
        {
            throw BackupRefusal.State(row);
        }

        if (request.EngineVersion is { } version && version != row.Shown.EngineVersion)
        {
            throw Refusal.NotBuilt("upgrades of snapshots to another engine version");
        }

        row = row.With(shown => shown.OptionGroupName = request.OptionGroupName ?? shown.OptionGroupName);
        held.State.Snapshots.Put(row);
        await held.Keep();
        return new() { DBSnapshot = row.Shown };
    }

    /// <summary>A snapshot of this region that a call from another one, or from this one, may copy.</summary>
    private async ValueTask<SnapshotRow> Offer(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = SnapshotRules.Usable(held.State, region, call.Account, name);
        await held.Keep();
        return row;
    }

    /// <summary>RDS of a region that a caller names as the source of something, if that answers.</summary>
    private async ValueTask<Rds> In(Call call, string source, CancellationToken ct)
    {
        if (source == region)
        {
            return this;
        }

        var there = Elsewhere(source) ?? throw Refusal.Invalid($"Invalid source region: {source}");
        await backups.Ways.Ask(call, source, ct);
        return there;
    }

    /// <summary>
    /// The key that a copy is encrypted with: a copy of what is encrypted always is, and a key of another region is of
    /// no use here.
    /// </summary>
    private string? CopyKey(SnapshotRow source, string from, string? key) =>
        source.Shown.Encrypted == true && from != region && key is null ? throw BackupRefusal.NoKey()
        : key ?? (source.Shown.Encrypted == true ? source.Shown.KmsKeyId : null);

    private SnapshotRow Named(RdsState state, Call call, string name)
    {
        var row = name.StartsWith("arn:", StringComparison.Ordinal)
            ? Arns.Read(name) is { Type: Arns.Snapshot } parts && parts.Region == region
                ? state.Snapshots.Find(SnapshotRow.IdOf(parts.Account, parts.Name))
                : null
            : state.Snapshots.Find(SnapshotRow.IdOf(call.Account, name));
        return row is { IsReplicated: false } && row.Lets(call.Account) ? row : throw BackupRefusal.NoSnapshot(name);
    }

    /// <summary>
    /// Whether it is among those asked for (SnapshotType, IncludeShared and IncludePublic of DescribeDBSnapshots, API
    /// reference): one's own where nobody says more, and what is named.
    /// </summary>
    private static bool IsListed(Call call, DescribeDBSnapshotsMessage request, SnapshotRow row, bool isNamed)
    {
        var isOwn = row.Account == call.Account;
        var isShared = !isOwn && row.Sharers.Contains(call.Account);
        var isPublic = !isOwn && row.Public;
        return request.SnapshotType switch
        {
            SharedSnapshots => isShared,
            PublicSnapshots => row.Public,
            NewSnapshot.Automated => isOwn && row.IsAutomated,
            NewSnapshot.Manual => isOwn && !row.IsAutomated,
            not null => false,
            null => isOwn
                || (isShared && (isNamed || request.IncludeShared == true))
                || (isPublic && (isNamed || request.IncludePublic == true)),
        };
    }

    /// <summary>What an account sees of a snapshot: another account's is called by its ARN, and has no tags.</summary>
    private static DBSnapshot Listed(Call call, SnapshotRow row) => row.Account == call.Account
        ? row.Shown
        : row.With(shown =>
        {
            shown.DBSnapshotIdentifier = shown.DBSnapshotArn;
            shown.SnapshotType = row.Sharers.Contains(call.Account) ? SharedSnapshots : PublicSnapshots;
            shown.TagList = [];
        }).Shown;
}
