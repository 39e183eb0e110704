using System.Globalization;
using Faultline.Api.Rds;
using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>
/// All that a region has of databases, of every account. Pure: the hour, ids and chance come in as arguments.
/// </summary>
internal sealed class RdsState : IState
{
    private readonly Tables tables;
    private long nextEvent = 1;

    public RdsState() => tables = new(
        Instances,
        ClusterRecords,
        Events,
        SubnetGroups,
        ParameterGroups,
        OptionGroups,
        Subscriptions,
        AccountSettings,
        Snapshots,
        AutomatedBackups,
        Interfaces);

    public Table<InstanceRow, Tag> Instances { get; } = new(Kinds.Instance, "db", InstanceRow.Form);

    /// <summary>What the engine wrote down of its clusters.</summary>
    public Table<ClusterRecordRow, Tag> ClusterRecords { get; } = new(Kinds.ClusterRecord, "", ClusterRecordRow.Form);

    public Table<NamedRow<DBSubnetGroup>, Tag> SubnetGroups { get; } = new(
        Kinds.SubnetGroup, Arns.SubnetGroup, NamedRow<DBSubnetGroup>.Form);

    /// <summary>Those that somebody made, and defaults that somebody tagged.</summary>
    public Table<ParameterGroupRow, Tag> ParameterGroups { get; } = new(
        Kinds.ParameterGroup, Arns.ParameterGroup, ParameterGroupRow.Form);

    /// <inheritdoc cref="ParameterGroups"/>
    public Table<NamedRow<OptionGroup>, Tag> OptionGroups { get; } = new(
        Kinds.OptionGroup, Arns.OptionGroup, NamedRow<OptionGroup>.Form);

    public Table<NamedRow<EventSubscription>, Tag> Subscriptions { get; } = new(
        Kinds.Subscription, Arns.Subscription, NamedRow<EventSubscription>.Form);

    /// <summary>Of each account, which certificate it chose for new instances.</summary>
    public Table<Owned<CertificateDetails>, Tag> AccountSettings { get; } = new(
        Kinds.AccountSettings, "", new(OwnedEntry.Write, OwnedEntry.Read<CertificateDetails>));

    /// <summary>What happened, under rising numbers.</summary>
    public Table<Owned<Event>, Tag> Events { get; } = new(
        Kinds.Event, "", new(OwnedEntry.Write, OwnedEntry.Read<Event>));

    public Table<SnapshotRow, Tag> Snapshots { get; } = new(Kinds.Snapshot, "snapshot", SnapshotRow.Form);

    /// <summary>Each under the DbiResourceId of its instance.</summary>
    public Table<AutomatedBackupRow, Tag> AutomatedBackups { get; } = new(
        Kinds.AutomatedBackup, "auto-backup", AutomatedBackupRow.Form);

    /// <summary>What databases have in the networks of EC2, under the keys of their servers.</summary>
    public Table<InterfaceRow, Tag> Interfaces { get; } = new(Kinds.Interface, "", InterfaceRow.Form);

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version => tables.Version;

    /// <summary>An account's instance of that name, whatever its case; null where there is none.</summary>
    public InstanceRow? Instance(string account, string? name) =>
        Instances.Of(account).FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Notes what happened to an instance.</summary>
    public void Note(InstanceRow row, DateTimeOffset now, string message, params List<string> categories) =>
        Note(row.Account, SourceType.DbInstance, row.Name, row.Arn, now, message, categories);

    /// <summary>Notes what happened to something of an account's.</summary>
    /// <param name="type">One of <see cref="SourceType"/>.</param>
    public void Note(
        string account,
        string type,
        string name,
        string arn,
        DateTimeOffset now,
        string message,
        params List<string> categories)
    {
        while (Events.All.FirstOrDefault() is { } oldest && oldest.Shown.Date < now - Limits.EventsKept)
        {
            Events.Remove(oldest.Id);
        }

        Events.Put(new((nextEvent++).ToString(CultureInfo.InvariantCulture), account, new()
        {
            SourceType = type,
            SourceIdentifier = name,
            SourceArn = arn,
            Date = now,
            Message = message,
            EventCategories = categories,
        }));
    }

    public void Loaded() =>
        nextEvent = 1 + Events.All.Select(row => long.Parse(row.Id, CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);
}
