using System.Globalization;
using Faultline.Api.Rds;
using Faultline.Kernel;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Backups;

/// <summary>Puts snapshots down as ones that are to be taken. Pure.</summary>
internal static class NewSnapshot
{
    public const string Creating = "creating";
    public const string Available = "available";
    public const string Failed = "failed";
    public const string Manual = "manual";
    public const string Automated = "automated";

    /// <summary>Of an instance, as it is when the snapshot is taken: somebody asked for it.</summary>
    public static SnapshotRow Of(
        RdsState state,
        string region,
        InstanceRow instance,
        string name,
        List<Tag> tags,
        DateTimeOffset now,
        Dice dice)
    {
        var row = Put(state, region, instance.Account, name, Shown(instance.Shown, now), now, dice, fresh => fresh with
        {
            Of = instance.Shown,
            Shown = fresh.Shown.With(shown =>
            {
                shown.SnapshotType = Manual;
                shown.TagList = tags;
            }),
        });
        Note(state, row, now, "Creating manual snapshot", "creation");
        state.Note(instance, now, "Backing up DB instance", "backup");
        return row;
    }

    /// <summary>The last one of an instance, whose deletion waits for it.</summary>
    public static SnapshotRow Final(
        RdsState state, string region, InstanceRow instance, string name, DateTimeOffset now, Dice dice)
    {
        var tags = instance.Shown.CopyTagsToSnapshot == true ? instance.Shown.TagList ?? [] : [];
        var row = Of(state, region, instance, name.ToLowerInvariant(), tags, now, dice) with { IsFinal = true };
        state.Snapshots.Put(row);
        return row;
    }

    /// <summary>The snapshot of a day, as part of an automated backup.</summary>
    public static SnapshotRow Daily(
        RdsState state, string region, InstanceRow instance, DateTimeOffset now, Dice dice)
    {
        var tags = instance.Shown.CopyTagsToSnapshot == true ? instance.Shown.TagList ?? [] : [];
        var row = Put(
            state,
            region,
            instance.Account,
            DailyName(state, instance, now),
            Shown(instance.Shown, now),
            now,
            dice,
            fresh => fresh with
            {
                Of = instance.Shown,
                Automated = instance.Id,
                Shown = fresh.Shown.With(shown =>
                {
                    shown.SnapshotType = Automated;
                    shown.TagList = tags;
                }),
            });
        Note(state, row, now, "Creating automated snapshot", "creation");
        state.Note(instance, now, "Backing up DB instance", "backup");
        return row;
    }

    /// <summary>Of another snapshot, which may lie in another region and be another account's.</summary>
    public static SnapshotRow Copy(
        RdsState state,
        string region,
        SnapshotCopy copy,
        DateTimeOffset now,
        Dice dice)
    {
        var source = copy.Source;
        var row = Put(state, region, copy.Account, copy.Name, source.Shown, now, dice, fresh => fresh with
        {
            Of = source.Of,
            SourceRegion = copy.Region,
            SourceBackup = source.Backup,
            Shown = fresh.Shown.With(shown =>
            {
                shown.SnapshotType = Manual;
                shown.SourceRegion = copy.Region == region ? null : copy.Region;
                shown.SourceDBSnapshotIdentifier = source.Shown.DBSnapshotArn;
                shown.KmsKeyId = copy.Key;
                shown.Encrypted = copy.Key is not null;
                shown.OptionGroupName = copy.OptionGroup ?? shown.OptionGroupName;
                shown.TagList = copy.Tags;
            }),
        });
        Note(state, row, now, $"Started copy of snapshot {source.Name} {From(region, copy.Region)}", "notification");
        return row;
    }

    /// <summary>A snapshot of a replicated backup's source, which is to be here too.</summary>
    public static SnapshotRow Replica(
        RdsState state, AutomatedBackupRow backup, SnapshotRow source, DateTimeOffset now, Dice dice)
    {
        var row = new SnapshotRow(ReplicaId(backup, source.Name), backup.Account, source.Shown.With(shown =>
        {
            shown.Status = Creating;
            shown.PercentProgress = 0;
        }))
        {
            Backup = dice.Resource("backup"),
            Of = source.Of,
            Automated = backup.Id,
            IsReplicated = true,
            SourceRegion = backup.SourceRegion,
            SourceBackup = source.Backup,
        };
        state.Snapshots.Put(row);
        return row;
    }

    public static string ReplicaId(AutomatedBackupRow backup, string name) =>
        Names.Id(backup.Account, $"{backup.Id}/{name}");

    /// <summary>It is there, and can be restored.</summary>
    public static void Done(RdsState state, SnapshotRow row, string region, DateTimeOffset now)
    {
        state.Snapshots.Put(row.With(shown =>
        {
            shown.Status = Available;
            shown.PercentProgress = 100;
        }));
        if (row.IsReplicated)
        {
            return;
        }

        if (row.SourceRegion is { } source)
        {
            var name = row.Shown.SourceDBSnapshotIdentifier!.Split(':', 7)[^1];
            var minutes = Math.Round((now - row.Shown.SnapshotCreateTime!.Value).TotalMinutes, MidpointRounding.ToZero);
            Note(
                state,
                row,
                now,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Finished copy of snapshot {name} {From(region, source)} in {minutes} minutes"),
                "notification");
            return;
        }

        Note(state, row, now, row.IsAutomated ? "Automated snapshot created" : "Manual snapshot created", "creation");
        if (state.Instances.Find(row.Resource) is { } instance)
        {
            state.Note(instance, now, "Finished DB Instance backup", "backup");
        }
    }

    /// <summary>It will not be there.</summary>
    public static void Fail(RdsState state, SnapshotRow row) =>
        state.Snapshots.Put(row.With(shown => shown.Status = Failed));

    public static void Note(
        RdsState state, SnapshotRow row, DateTimeOffset now, string message, string category) =>
        state.Note(
            row.Account, SourceType.DbSnapshot, row.Name, row.Shown.DBSnapshotArn!, now, message, category);

    private static string From(string region, string source) =>
        source == region ? $"in region {region}" : $"from region {source}";

    /// <summary><c>rds:NAME-YYYY-MM-DD-HH-MM</c>, of the first minute that has none yet.</summary>
    private static string DailyName(RdsState state, InstanceRow instance, DateTimeOffset now)
    {
        for (var minute = now.ToUniversalTime(); ; minute += TimeSpan.FromMinutes(1))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"rds:{instance.Name}-{minute:yyyy-MM-dd-HH-mm}");
            if (state.Snapshots.Find(SnapshotRow.IdOf(instance.Account, name)) is null)
            {
                return name;
            }
        }
    }

    private static SnapshotRow Put(
        RdsState state,
        string region,
        string account,
        string name,
        DBSnapshot like,
        DateTimeOffset now,
        Dice dice,
        Func<SnapshotRow, SnapshotRow> say)
    {
        var row = say(new(SnapshotRow.IdOf(account, name), account, like.With(shown =>
        {
            shown.DBSnapshotIdentifier = name;
            shown.DBSnapshotArn = Arns.Of(region, account, Arns.Snapshot, name);
            shown.Status = Creating;
            shown.PercentProgress = 0;
            shown.SnapshotCreateTime = now;
            shown.OriginalSnapshotCreateTime = like.OriginalSnapshotCreateTime ?? now;
            shown.SnapshotTarget = "region";
        }))
        {
            Backup = dice.Resource("backup"),
        });
        state.Snapshots.Put(row);
        return row;
    }

    /// <summary>What a snapshot says of its instance.</summary>
    private static DBSnapshot Shown(DBInstance of, DateTimeOffset now) => new()
    {
        DBInstanceIdentifier = of.DBInstanceIdentifier,
        Engine = of.Engine,
        EngineVersion = of.EngineVersion,
        AllocatedStorage = of.AllocatedStorage,
        Port = of.Endpoint?.Port ?? of.DbInstancePort,
        AvailabilityZone = of.AvailabilityZone,
        VpcId = of.DBSubnetGroup?.VpcId,
        InstanceCreateTime = of.InstanceCreateTime,
        MasterUsername = of.MasterUsername,
        LicenseModel = of.LicenseModel,
        Iops = of.Iops,
        StorageThroughput = of.StorageThroughput,
        StorageType = of.StorageType,
        OptionGroupName = of.OptionGroupMemberships?.FirstOrDefault()?.OptionGroupName,
        Encrypted = of.StorageEncrypted ?? false,
        KmsKeyId = of.KmsKeyId,
        IAMDatabaseAuthenticationEnabled = of.IAMDatabaseAuthenticationEnabled ?? false,
        ProcessorFeatures = of.ProcessorFeatures ?? [],
        DbiResourceId = of.DbiResourceId,
        DedicatedLogVolume = of.DedicatedLogVolume,
        MultiTenant = false,
        SnapshotDatabaseTime = now,
    };
}

/// <summary>A copy that is to be made: of what, for whom, under which name.</summary>
/// <param name="Region">Where the source lies.</param>
/// <param name="Key">What it is encrypted with; null for not at all.</param>
internal sealed record SnapshotCopy(SnapshotRow Source, string Region, string Account, string Name, string? Key)
{
    public string? OptionGroup { get; init; }

    public List<Tag> Tags { get; init; } = [];
}
