using Faultline.Api.Rds;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Keeping;

/// <summary>
/// The automated backup of an instance, under its DbiResourceId: an archive of that name, and the snapshots that are
/// part of it. It may outlive the instance.
/// </summary>
internal sealed record AutomatedBackupRow(string Id, string Account, DBInstanceAutomatedBackup Shown) : IRow
{
    /// <summary>The instance as it was last seen: a restore takes over from it.</summary>
    public DBInstance Of { get; init; } = new();

    /// <summary>The region that it is replicated from; null for that of an instance of this region.</summary>
    public string? SourceRegion { get; init; }

    /// <summary>
    /// Nobody sees it any more: its snapshots and its archive are being deleted, and nothing is archived.
    /// </summary>
    public bool IsGone { get; init; }

    /// <summary>When the last snapshot was begun.</summary>
    public DateTimeOffset? LastBegun { get; init; }

    public static RowForm<AutomatedBackupRow, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Shown.TagList,
        Tagged = (row, tags) => row.With(shown => shown.TagList = tags),
    };

    public bool IsReplica => SourceRegion is not null;

    public TimeSpan Retention => TimeSpan.FromDays(Shown.BackupRetentionPeriod ?? 1);

    public bool Is(string status) => Shown.Status == status;

    public AutomatedBackupRow With(Action<DBInstanceAutomatedBackup> change) =>
        this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, AutomatedBackupRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        Structure.Write(entry, 4, row.Of);
        entry.Text(5, row.SourceRegion);
        entry.Flag(6, row.IsGone);
        entry.Time(7, row.LastBegun);
    }

    private static AutomatedBackupRow Read(EntryReader entry)
    {
        var row = new AutomatedBackupRow("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<DBInstanceAutomatedBackup>(entry) },
                4 => row with { Of = Structure.Read<DBInstance>(entry) },
                5 => row with { SourceRegion = entry.Text() },
                6 => row with { IsGone = entry.Flag() },
                7 => row with { LastBegun = entry.Time() },
                _ => row,
            };
        }

        return row;
    }
}
