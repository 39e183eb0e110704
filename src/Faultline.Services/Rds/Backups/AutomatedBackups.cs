using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Kernel;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Backups;

/// <summary>The automated backups of instances, their own and those that outlive them. Pure.</summary>
internal static class AutomatedBackups
{
    // "active", "creating" and "retained" (DescribeDBInstanceAutomatedBackups, API reference); "pending" and
    // "replicating" in the examples of start- and stop-db-instance-automated-backups-replication (AWS CLI reference).
    public const string Active = "active";
    public const string Creating = "creating";
    public const string Retained = "retained";
    public const string Pending = "pending";
    public const string Replicating = "replicating";

    /// <summary>
    /// An instance is about to be forgotten, in the turn in which its row goes: what it leaves is kept until it
    /// expires, or is deleted.
    /// </summary>
    public static void Left(RdsState state, InstanceRow instance)
    {
        if (state.AutomatedBackups.Find(instance.Id) is not { IsGone: false } row)
        {
            return;
        }

        // What has no snapshot restores nothing.
        var isKept = instance.KeepsBackups && SnapshotsOf(state, row).Any();
        state.AutomatedBackups.Put(isKept
            ? Seen(row, instance).With(shown => shown.Status = Retained)
            : row with { IsGone = true });
    }

    /// <summary>What of it can be restored, the oldest first.</summary>
    public static IEnumerable<SnapshotRow> SnapshotsOf(RdsState state, AutomatedBackupRow row) => state.Snapshots.All
        .Where(snapshot => snapshot.Automated == row.Id && snapshot.Is(NewSnapshot.Available))
        .OrderBy(snapshot => snapshot.Shown.SnapshotCreateTime);

    /// <summary>The backup as it is shown: with what its instance is now, and the moments to restore to.</summary>
    public static DBInstanceAutomatedBackup Show(
        RdsState state, AutomatedBackupRow row, IBackups? backups, DateTimeOffset now)
    {
        var live = row.IsReplica || row.Is(Retained) ? null : state.Instances.Find(row.Id);
        var window = Window(state, row, backups, now);
        return (live is null ? row : Seen(row, live)).With(shown => shown.RestoreWindow = window).Shown;
    }

    /// <summary>The moments that it restores to; null before there are any.</summary>
    public static RestoreWindow? Window(
        RdsState state, AutomatedBackupRow row, IBackups? backups, DateTimeOffset now)
    {
        if (backups?.Archive(row.Id) is not { } archive
            || Bases(state, row, backups).FirstOrDefault().Facts is not { } first
            || archive.Until < first.Consistent)
        {
            return null;
        }

        var promised = row.Is(Retained) ? first.Consistent : now - row.Retention;
        var earliest = promised > first.Consistent ? promised : first.Consistent;
        return new() { EarliestTime = earliest < archive.Until ? earliest : archive.Until, LatestTime = archive.Until };
    }

    /// <summary>What a restore can begin with, the oldest first: snapshots after which nothing is missing.</summary>
    public static IEnumerable<(SnapshotRow Snapshot, BackupFacts Facts)> Bases(
        RdsState state, AutomatedBackupRow row, IBackups backups)
    {
        var from = backups.Archive(row.Id)?.From ?? DateTimeOffset.MaxValue;
        return SnapshotsOf(state, row)
            .Select(snapshot => (Snapshot: snapshot, Facts: backups.Find(snapshot.Backup)!))
            .Where(each => each.Facts is not null && each.Facts.Consistent >= from)
            .OrderBy(each => each.Facts.Consistent);
    }

    /// <summary>The automated backup of an instance that has just been made, or is backed up from now on.</summary>
    public static AutomatedBackupRow Begin(RdsState state, string region, InstanceRow instance, Dice dice)
    {
        var row = Seen(
            new(instance.Id, instance.Account, new()
            {
                DbiResourceId = instance.Id,
                Region = region,
                Status = Creating,
                DBInstanceAutomatedBackupsArn = NewArn(region, instance.Account, dice),
            }),
            instance);
        state.AutomatedBackups.Put(row);
        return row;
    }

    /// <summary>What is to be replicated from another region.</summary>
    public static AutomatedBackupRow Replicate(
        RdsState state, string region, string source, AutomatedBackupRow there, int retention, string? key, Dice dice)
    {
        var row = (state.AutomatedBackups.Find(there.Id) ?? new(there.Id, there.Account, new()
        {
            DBInstanceAutomatedBackupsArn = NewArn(region, there.Account, dice),
        })) with
        {
            SourceRegion = source,
            IsGone = false,
        };
        row = Seen(row, there.Of).With(shown =>
        {
            // The region that the instance lies in, as AWS shows it.
            shown.Region = source;
            shown.Status = Pending;
            shown.BackupRetentionPeriod = retention;
            shown.KmsKeyId = key;
        });
        state.AutomatedBackups.Put(row);
        return row;
    }

    /// <summary>The backup with what its instance says of itself.</summary>
    public static AutomatedBackupRow Seen(AutomatedBackupRow row, InstanceRow instance) =>
        Seen(row, instance.Shown).With(shown =>
        {
            shown.BackupRetentionPeriod = instance.Shown.BackupRetentionPeriod;
            shown.TagList = instance.Shown.TagList;
        });

    public static AutomatedBackupRow Seen(AutomatedBackupRow row, DBInstance of) => row.With(shown =>
    {
        shown.DbiResourceId = of.DbiResourceId;
        shown.DBInstanceArn = of.DBInstanceArn;
        shown.DBInstanceIdentifier = of.DBInstanceIdentifier;
        shown.AllocatedStorage = of.AllocatedStorage;
        shown.Port = of.Endpoint?.Port ?? of.DbInstancePort;
        shown.AvailabilityZone = of.AvailabilityZone;
        shown.VpcId = of.DBSubnetGroup?.VpcId;
        shown.InstanceCreateTime = of.InstanceCreateTime;
        shown.MasterUsername = of.MasterUsername;
        shown.Engine = of.Engine;
        shown.EngineVersion = of.EngineVersion;
        shown.LicenseModel = of.LicenseModel;
        shown.Iops = of.Iops;
        shown.StorageThroughput = of.StorageThroughput;
        shown.StorageType = of.StorageType;
        shown.OptionGroupName = of.OptionGroupMemberships?.FirstOrDefault()?.OptionGroupName;
        shown.Encrypted = of.StorageEncrypted ?? false;
        shown.KmsKeyId = of.KmsKeyId;
        shown.IAMDatabaseAuthenticationEnabled = of.IAMDatabaseAuthenticationEnabled ?? false;
        shown.PreferredBackupWindow = of.PreferredBackupWindow;
        shown.BackupTarget = "region";
        shown.MultiTenant = false;
        shown.DedicatedLogVolume = of.DedicatedLogVolume ?? false;
        shown.DBInstanceAutomatedBackupsReplications = of.DBInstanceAutomatedBackupsReplications ?? [];
    }) with
    {
        Of = of,
    };

    /// <summary>A name that nobody else has, in AWS's form: <c>ab-</c> and letters and digits.</summary>
    private static string NewArn(string region, string account, Dice dice) => Arns.Of(
        region,
        account,
        Arns.AutomatedBackup,
        $"ab-{dice.Unique("")}{dice.Unique("")}".ToLowerInvariant());
}
