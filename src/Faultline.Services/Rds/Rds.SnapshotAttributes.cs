using Faultline.Api.Rds;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    /// <summary>The one attribute that there is: who may restore it.</summary>
    private const string RestoreAttribute = "restore";

    public override async ValueTask<DescribeDBSnapshotAttributesResult> DescribeDBSnapshotAttributes(
        Call call, DescribeDBSnapshotAttributesMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = SnapshotRules.Own(held.State, region, call.Account, request.DBSnapshotIdentifier);
        await held.Keep();
        return new() { DBSnapshotAttributesResult = AttributesOf(row) };
    }

    public override async ValueTask<ModifyDBSnapshotAttributeResult> ModifyDBSnapshotAttribute(
        Call call, ModifyDBSnapshotAttributeMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = SnapshotRules.Own(held.State, region, call.Account, request.DBSnapshotIdentifier);
        if (request.AttributeName != RestoreAttribute)
        {
            throw Refusal.Invalid($"Invalid snapshot attribute: {request.AttributeName}");
        }

        if (row.IsAutomated)
        {
            throw BackupRefusal.Automated("shared");
        }

        if (!row.Is(NewSnapshot.Available))
        {
            throw BackupRefusal.State(row);
        }

        var (sharers, everybody) = SnapshotRules.Shared(row, request.ValuesToAdd, request.ValuesToRemove);
        if (row.Shown.Encrypted == true && everybody)
        {
            // "You can't share encrypted snapshots as public" (Sharing a DB snapshot, user guide).
            throw RdsErrors.InvalidDBSnapshotStateFault("Encrypted snapshots cannot be shared publicly.");
        }

        row = row with { Sharers = sharers, Public = everybody };
        held.State.Snapshots.Put(row);
        await held.Keep();
        return new() { DBSnapshotAttributesResult = AttributesOf(row) };
    }

    private static DBSnapshotAttributesResult AttributesOf(SnapshotRow row) => new()
    {
        DBSnapshotIdentifier = row.Name,
        DBSnapshotAttributes =
        [
            new()
            {
                AttributeName = RestoreAttribute,
                AttributeValues = [.. row.Sharers, .. row.Public ? [SnapshotRules.Everybody] : Array.Empty<string>()],
            },
        ],
    };
}
