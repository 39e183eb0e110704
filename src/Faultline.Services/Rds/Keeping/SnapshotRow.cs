using Faultline.Api.Rds;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Keeping;

/// <summary>A snapshot of a database: what the API shows of it, where its data are, and who may restore it.</summary>
internal sealed record SnapshotRow(string Id, string Account, DBSnapshot Shown) : IRow
{
    /// <summary>What its data are called among the region's backups: never used twice.</summary>
    public string Backup { get; init; } = "";

    /// <summary>The instance as it was when the snapshot was asked for: a restore takes over from it.</summary>
    public DBInstance Of { get; init; } = new();

    /// <summary>Everybody may restore and copy it.</summary>
    public bool Public { get; init; }

    /// <summary>The accounts that may restore and copy it besides its owner.</summary>
    public IReadOnlyList<string> Sharers { get; init; } = [];

    /// <summary>The region that its data come from, and what they are called there; null when taken here.</summary>
    public string? SourceRegion { get; init; }

    public string? SourceBackup { get; init; }

    /// <summary>The automated backup that it is part of; null for one that somebody asked for.</summary>
    public string? Automated { get; init; }

    /// <summary>It is part of what is replicated from another region, and is not listed.</summary>
    public bool IsReplicated { get; init; }

    /// <summary>The deletion of its instance waits for it.</summary>
    public bool IsFinal { get; init; }

    public static RowForm<SnapshotRow, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Shown.TagList,
        Tagged = (row, tags) => row.With(shown => shown.TagList = tags),
    };

    public string Name => Shown.DBSnapshotIdentifier!;

    /// <summary>The instance that it was taken of, by the id that no other ever has.</summary>
    public string Resource => Shown.DbiResourceId!;

    public bool IsAutomated => Automated is not null;

    public static string IdOf(string account, string name) => Names.Id(account, name);

    public bool Is(string status) => Shown.Status == status;

    /// <summary>Whether the account may restore and copy it.</summary>
    public bool Lets(string account) => Account == account || Public || Sharers.Contains(account);

    public SnapshotRow With(Action<DBSnapshot> change) => this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, SnapshotRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        entry.Text(4, row.Backup);
        Structure.Write(entry, 5, row.Of);
        entry.Flag(6, row.Public);
        foreach (var account in row.Sharers)
        {
            entry.Text(7, account);
        }

        entry.Text(8, row.SourceRegion);
        entry.Text(9, row.SourceBackup);
        entry.Text(10, row.Automated);
        entry.Flag(11, row.IsReplicated);
        entry.Flag(12, row.IsFinal);
    }

    private static SnapshotRow Read(EntryReader entry)
    {
        var row = new SnapshotRow("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<DBSnapshot>(entry) },
                4 => row with { Backup = entry.Text() },
                5 => row with { Of = Structure.Read<DBInstance>(entry) },
                6 => row with { Public = entry.Flag() },
                7 => row with { Sharers = [.. row.Sharers, entry.Text()] },
                8 => row with { SourceRegion = entry.Text() },
                9 => row with { SourceBackup = entry.Text() },
                10 => row with { Automated = entry.Text() },
                11 => row with { IsReplicated = entry.Flag() },
                12 => row with { IsFinal = entry.Flag() },
                _ => row,
            };
        }

        return row;
    }
}
