using Faultline.Api.Rds;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// What was asked of an instance and is not so yet: applied in its maintenance window, or at once if that was
/// said. Pure.
/// </summary>
internal static class Pending
{
    public static bool IsEmpty(InstanceRow row) => row.Shown.PendingModifiedValues is null;

    public static bool IsDue(InstanceRow row, DateTimeOffset now) =>
        MayApply(row) && (row.AppliesNow || Window(row).IsOpen(now));

    /// <summary>Something waits, and nothing else is under way. What is full is changed once it gets larger.</summary>
    public static bool MayApply(InstanceRow row) =>
        !IsEmpty(row)
        && (row.Status == Life.Available
            || (row.Status == Life.StorageFull && row.Shown.PendingModifiedValues!.AllocatedStorage is not null));

    /// <summary>When it is due.</summary>
    public static DateTimeOffset Hour(InstanceRow row, DateTimeOffset now) =>
        row.AppliesNow ? now : Window(row).NextStart(now);

    /// <summary>Makes of it what is wanted; the engine follows.</summary>
    public static InstanceRow Apply(Moment moment, InstanceRow row)
    {
        var asked = row.Shown.PendingModifiedValues!;
        row = (row with { AppliesNow = false }).With(shown =>
        {
            shown.PendingModifiedValues = null;
            shown.DBInstanceStatus = Life.Modifying;
        });
        row = Storage(moment, row, asked);
        row = Zones(moment, row, asked);
        row = Backups(moment, row, asked);
        row = row.With(shown =>
        {
            shown.Endpoint = asked.Port is { } port ? shown.Endpoint!.With(each => each.Port = port) : shown.Endpoint;
            shown.CACertificateIdentifier = asked.CACertificateIdentifier ?? shown.CACertificateIdentifier;
        });
        row = Program(moment, row, asked);
        return asked.DBInstanceIdentifier is { } name ? Rename(moment, row, name) : row;
    }

    /// <summary>A class or version comes with a restart: of the standby, which takes over, if there is one.</summary>
    private static InstanceRow Program(Moment moment, InstanceRow row, PendingModifiedValues asked)
    {
        if (asked.DBInstanceClass is null && asked.EngineVersion is null)
        {
            return row;
        }

        if (asked.DBInstanceClass is { } type)
        {
            moment.Say(row, Says.ToClass, Says.Change);
            row = Finishing(row, Says.ToClassDone).With(shown => shown.DBInstanceClass = type);
        }

        if (asked.EngineVersion is { } version)
        {
            moment.Say(row, Says.ToVersion, Says.Maintenance);
            row = Finishing(row, Says.ToVersionDone).With(shown => shown.EngineVersion = version);
        }

        return Power.Restart(
            moment.State, moment.Region, row, byFailover: row.Members.Count > 1 && row.Follows is null);
    }

    private static InstanceRow Storage(Moment moment, InstanceRow row, PendingModifiedValues asked)
    {
        if ((asked.AllocatedStorage ?? asked.Iops ?? asked.StorageThroughput) is null && asked.StorageType is null)
        {
            return row;
        }

        moment.Say(row, Says.ToStorage, Says.Change);
        row = Finishing(row with { Grown = moment.Now }, Says.ToStorageDone);

        // It may have grown by itself while that waited.
        row = asked.AllocatedStorage is { } size && size > row.Shown.AllocatedStorage
            ? Filling.Enlarged(moment, row, size)
            : row;
        return row.With(shown =>
        {
            shown.StorageType = asked.StorageType ?? shown.StorageType;
            var (iops, throughput) = StorageRules.Baseline(shown.StorageType!, shown.AllocatedStorage!.Value);
            var isSame = asked.StorageType is null;
            shown.Iops = asked.Iops ?? (isSame ? Larger(shown.Iops, iops) : iops);
            shown.StorageThroughput = asked.StorageThroughput
                ?? (isSame ? Larger(shown.StorageThroughput, throughput) : throughput);
        });
    }

    private static int? Larger(int? one, int? other) => one is null || other > one ? other : one;

    private static InstanceRow Zones(Moment moment, InstanceRow row, PendingModifiedValues asked)
    {
        if (asked.MultiAZ is not { } wanted || wanted == row.Members.Count > 1)
        {
            return row;
        }

        var changed = wanted
            ? moment.Placing.TryAdd(moment.State, row, GroupOf(moment, row))
            : row with { Members = [Standing.Writer(row)!] };
        if (changed is null)
        {
            const string Why = "no Availability Zone of its subnet group has room for the standby.";
            moment.Say(row, $"Unable to convert the DB instance to Multi-AZ: {Why}", Says.Notification);
            return row;
        }

        moment.Say(row, wanted ? Says.ToMultiAz : Says.ToSingleAz, Says.Change);
        row = changed;
        return Finishing(row, wanted ? Says.ToMultiAzDone : Says.ToSingleAzDone).With(shown => shown.MultiAZ = wanted);
    }

    private static InstanceRow Backups(Moment moment, InstanceRow row, PendingModifiedValues asked)
    {
        if (asked.BackupRetentionPeriod is not { } days)
        {
            return row;
        }

        var had = row.Shown.BackupRetentionPeriod > 0;
        if (had != days > 0)
        {
            moment.Say(row, days > 0 ? Says.BackupsOn : Says.BackupsOff, Says.Change);
        }

        return row.With(shown => shown.BackupRetentionPeriod = days);
    }

    /// <summary>A name that somebody else got in the meantime is not taken from them.</summary>
    private static InstanceRow Rename(Moment moment, InstanceRow row, string name)
    {
        if (moment.State.Instance(row.Account, name) is { } other && other.Id != row.Id)
        {
            moment.Say(row, $"The instance was not renamed to {name}: that name is taken.", Says.Failure);
            return row;
        }

        moment.Say(row, $"Renamed instance from {row.Name} to {name}", Says.Change);
        return row.With(shown =>
        {
            shown.DBInstanceStatus = Life.Renaming;
            shown.DBInstanceIdentifier = name;
            shown.DBInstanceArn = Arns.Of(moment.Region, row.Account, Arns.Instance, name);
        });
    }

    private static DBSubnetGroup GroupOf(Moment moment, InstanceRow row) =>
        SubnetGroups.Find(moment.State, row.Account, row.Shown.DBSubnetGroup!.DBSubnetGroupName!)?.Shown ?? new();

    private static InstanceRow Finishing(InstanceRow row, string message) =>
        row with { Finishes = [.. row.Finishes, message] };

    private static MaintenanceWindow Window(InstanceRow row) =>
        MaintenanceWindow.TryRead(row.Shown.PreferredMaintenanceWindow!, out var window) ? window : default;
}
