using System.Globalization;
using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// What an instance that is restored is made of, and what it takes over from the one that was backed up
/// (RestoreDBInstanceFromDBSnapshot and RestoreDBInstanceToPointInTime, API reference). Pure.
/// </summary>
internal static class Restoring
{
    /// <summary>A new instance as the request has it, and the snapshot where that says nothing.</summary>
    public static CreateDBInstanceMessage Order(
        RestoreDBInstanceFromDBSnapshotMessage request, SnapshotRow snapshot)
    {
        CheckEngine(request.Engine);
        var order = request.To<CreateDBInstanceMessage>();
        order.Tags = request.Tags ?? Tagging.OfUsers(snapshot.Shown.TagList);
        return Over(order, snapshot.Of, snapshot.Shown.AllocatedStorage);
    }

    public static CreateDBInstanceMessage Order(
        RestoreDBInstanceToPointInTimeMessage request, AutomatedBackupRow source)
    {
        CheckEngine(request.Engine);
        var order = request.To<CreateDBInstanceMessage>();
        order.DBInstanceIdentifier = request.TargetDBInstanceIdentifier;
        order.Tags = request.Tags ?? Tagging.OfUsers(source.Of.TagList);
        return Over(order, source.Of, source.Shown.AllocatedStorage);
    }

    /// <summary>What is encrypted stays so, with the same key.</summary>
    public static void Encrypt(DBInstance shown, DBInstance of)
    {
        shown.StorageEncrypted = of.StorageEncrypted;
        shown.KmsKeyId = of.KmsKeyId;
    }

    public static void CheckMoment(RestoreDBInstanceToPointInTimeMessage request)
    {
        if (request.RestoreTime is null == request.UseLatestRestorableTime is not true)
        {
            throw Refusal.Combination(request.RestoreTime is null
                ? "Either RestoreTime or UseLatestRestorableTime must be specified."
                : "RestoreTime cannot be specified if UseLatestRestorableTime is true.");
        }
    }

    /// <summary>The automated backup that is asked for, by its instance's name or id or its own ARN.</summary>
    public static AutomatedBackupRow Source(
        RdsState state, string account, RestoreDBInstanceToPointInTimeMessage request)
    {
        string?[] asked =
        [
            request.SourceDBInstanceIdentifier,
            request.SourceDbiResourceId,
            request.SourceDBInstanceAutomatedBackupsArn,
        ];
        if (asked.Count(each => each is not null) != 1)
        {
            throw Refusal.Combination(
                "Specify one of SourceDBInstanceIdentifier, SourceDbiResourceId and "
                + "SourceDBInstanceAutomatedBackupsArn.");
        }

        if (request.SourceDBInstanceIdentifier is { } name)
        {
            var instance = state.Instance(account, name) ?? throw Refusal.NoInstance(name);
            return state.AutomatedBackups.Find(account, instance.Id) is { IsGone: false, IsReplica: false } own
                ? AutomatedBackups.Seen(own, instance)
                : throw BackupRefusal.NoPast(name);
        }

        var row = state.AutomatedBackups.Of(account).FirstOrDefault(each => !each.IsGone
            && (each.Id == request.SourceDbiResourceId
                || each.Shown.DBInstanceAutomatedBackupsArn == request.SourceDBInstanceAutomatedBackupsArn))
            ?? throw BackupRefusal.NoBackup(
                (request.SourceDbiResourceId ?? request.SourceDBInstanceAutomatedBackupsArn)!);
        return !row.IsReplica && !row.Is(AutomatedBackups.Retained) && state.Instances.Find(row.Id) is { } live
            ? AutomatedBackups.Seen(row, live)
            : row;
    }

    /// <summary>
    /// The snapshot that a restore to a moment begins with: the newest that is consistent by then. Without a moment,
    /// the newest of all.
    /// </summary>
    public static SnapshotRow Choose(
        RdsState state, AutomatedBackupRow source, IBackups? backups, DateTimeOffset? until, DateTimeOffset now)
    {
        if (backups is null || AutomatedBackups.Window(state, source, backups, now) is not { } window)
        {
            throw BackupRefusal.NotYet(source.Shown.DBInstanceIdentifier!);
        }

        if (until > window.LatestTime)
        {
            throw BackupRefusal.TooLate(window.LatestTime!.Value);
        }

        if (until < window.EarliestTime)
        {
            throw BackupRefusal.TooEarly(window.EarliestTime!.Value, source.Shown.BackupRetentionPeriod ?? 1);
        }

        return AutomatedBackups.Bases(state, source, backups)
            .Last(each => each.Facts.Consistent <= (until ?? window.LatestTime))
            .Snapshot;
    }

    /// <summary>Refused where what it was to begin with is gone since it was chosen.</summary>
    public static void CheckStill(RdsState state, AutomatedBackupRow source, SnapshotRow from)
    {
        if (state.Snapshots.Find(from.Id)?.Backup != from.Backup
            || state.AutomatedBackups.Find(source.Id) is not { IsGone: false })
        {
            throw BackupRefusal.NoBackup(source.Shown.DBInstanceIdentifier!);
        }
    }

    public static string Text(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void CheckEngine(string? engine)
    {
        if (engine is not (null or "postgres"))
        {
            throw Refusal.Invalid(
                $"Cannot restore to engine {engine}: what was backed up is of the engine postgres.");
        }
    }

    /// <summary>
    /// An order over what the instance was. Its place is not taken over: where nobody says so, it is the default subnet
    /// group, the default security group and the default parameter group, without a standby.
    /// </summary>
    private static CreateDBInstanceMessage Over(CreateDBInstanceMessage order, DBInstance of, int? allocated)
    {
        if (order.AllocatedStorage < allocated)
        {
            throw Refusal.Invalid(
                "The allocated storage size can't be less than the source snapshot or backup size.");
        }

        order.Engine = of.Engine ?? "postgres";
        order.EngineVersion = of.EngineVersion;
        order.MasterUsername = of.MasterUsername;
        order.MasterUserPassword = null;
        order.DBName = of.DBName;
        order.AllocatedStorage ??= allocated;
        order.DBInstanceClass ??= of.DBInstanceClass!;
        order.Port ??= of.Endpoint?.Port ?? of.DbInstancePort;
        order.LicenseModel ??= of.LicenseModel;
        order.AutoMinorVersionUpgrade ??= of.AutoMinorVersionUpgrade;
        order.MaxAllocatedStorage ??= of.MaxAllocatedStorage;
        order.BackupRetentionPeriod ??= of.BackupRetentionPeriod;
        order.PreferredBackupWindow ??= of.PreferredBackupWindow;
        order.PreferredMaintenanceWindow = of.PreferredMaintenanceWindow;
        if (order.StorageType is null || order.StorageType == of.StorageType)
        {
            order.StorageType = of.StorageType;
            order.Iops ??= of.Iops;
            order.StorageThroughput ??= of.StorageThroughput;
        }

        return order;
    }
}
