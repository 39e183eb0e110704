using Faultline.Api.Rds;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds.Backups;

/// <summary>What a snapshot may be called, how many there may be, and of what. Pure.</summary>
internal static class SnapshotRules
{
    /// <summary>Accounts that a manual snapshot is shared with ("Sharing a DB snapshot", user guide).</summary>
    private const int AccountsMax = 20;

    /// <summary>
    /// "In-progress cross-Region snapshot copies per destination Region: 20" (the same page).
    /// </summary>
    private const int CopiesMax = 20;

    private const int NameMax = 255;

    /// <summary>The name in small letters; refused where it is none, or there is one of it.</summary>
    public static string Fresh(RdsState state, string account, string parameter, string? name)
    {
        var checkedName = Name(parameter, name);
        return state.Snapshots.Find(SnapshotRow.IdOf(account, checkedName)) is null
            ? checkedName
            : throw BackupRefusal.Taken(checkedName);
    }

    public static string Name(string parameter, string? name) =>
        name is ['-', ..]
            ? throw Refusal.Invalid($"Invalid snapshot identifier:  {name}")
            : Names.Identifier(parameter, name, NameMax);

    /// <summary>Whether one more is too many of those that somebody asked for.</summary>
    public static void CheckCount(RdsState state, string account)
    {
        if (state.Snapshots.Of(account).Count(row => !row.IsAutomated) >= Limits.SnapshotsMax)
        {
            throw BackupRefusal.TooMany(Limits.SnapshotsMax);
        }
    }

    public static void CheckCopies(RdsState state, string account)
    {
        if (state.Snapshots.Of(account).Count(row =>
                row.Is(NewSnapshot.Creating) && !row.IsAutomated && row.Shown.SourceRegion is not null) >= CopiesMax)
        {
            throw RdsErrors.SnapshotQuotaExceededFault(
                $"Cannot have more than {CopiesMax} snapshot copies from other regions in progress");
        }
    }

    public static void CheckInstance(InstanceRow instance)
    {
        if (instance.Status != Life.Available)
        {
            throw BackupRefusal.NotAvailable(instance);
        }
    }

    /// <summary>A snapshot of this region by its name or ARN that an account may restore and copy.</summary>
    public static SnapshotRow Usable(RdsState state, string region, string account, string? name)
    {
        var row = Find(state, region, account, name);
        return !row.Lets(account) ? throw BackupRefusal.NoSnapshot(name!)
            : row.Is(NewSnapshot.Available) ? row
            : throw BackupRefusal.State(row);
    }

    /// <summary>A snapshot of the account's own.</summary>
    public static SnapshotRow Own(RdsState state, string region, string account, string? name) =>
        Find(state, region, account, name) is var row && row.Account == account
            ? row
            : throw BackupRefusal.NoSnapshot(name!);

    /// <summary>With whom it is shared after a change; refused where one of them is no account.</summary>
    public static (List<string> Sharers, bool Public) Shared(SnapshotRow row, List<string>? more, List<string>? less)
    {
        if ((more ?? []).Concat(less ?? []).FirstOrDefault(value => !IsAccount(value)) is { } wrong)
        {
            throw Refusal.Invalid($"Invalid value {wrong}: an account has 12 digits, and all stands for everybody.");
        }

        var values = row.Sharers
            .Concat(row.Public ? [Everybody] : [])
            .Union(more ?? [], StringComparer.Ordinal)
            .Except(less ?? [], StringComparer.Ordinal)
            .ToList();
        var sharers = values.FindAll(value => value != Everybody);
        return sharers.Count <= AccountsMax
            ? (sharers, values.Contains(Everybody))
            : throw RdsErrors.SharedSnapshotQuotaExceededFault(
                "You have exceeded the maximum number of accounts that you can share a manual DB snapshot with.");
    }

    public const string Everybody = "all";

    private static bool IsAccount(string value) =>
        value == Everybody || (value.Length == 12 && value.All(char.IsAsciiDigit));

    private static SnapshotRow Find(RdsState state, string region, string account, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Refusal.Invalid("The parameter DBSnapshotIdentifier must be provided and must not be blank.");
        }

        var (owner, own) = name.StartsWith("arn:", StringComparison.Ordinal)
            ? Arns.Read(name) is { Type: Arns.Snapshot } parts && parts.Region == region
                ? (parts.Account, parts.Name)
                : throw BackupRefusal.NoSnapshot(name)
            : (account, name);
        return state.Snapshots.Find(SnapshotRow.IdOf(owner, own)) is { IsReplicated: false } row
            ? row
            : throw BackupRefusal.NoSnapshot(name);
    }
}
