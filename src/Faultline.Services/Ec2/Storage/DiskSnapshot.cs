using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Storage;

/// <summary>A snapshot: what the API shows of it, where it comes from, and who may make volumes of it.</summary>
internal sealed record DiskSnapshot(string Id, string Account, Snapshot Shown) : IRow
{
    /// <summary>What runs from the volume that it was taken of.</summary>
    public string? Program { get; init; }

    /// <summary>Everybody may make volumes of it.</summary>
    public bool Public { get; init; }

    /// <summary>The accounts that may make volumes of it besides its owner.</summary>
    public IReadOnlyList<string> Sharers { get; init; } = [];

    /// <summary>The region and the snapshot that it is a copy of; null when it was taken of a volume.</summary>
    public string? SourceRegion { get; init; }

    public string? Source { get; init; }

    /// <summary>How far the reboot is that it is to be taken in.</summary>
    public InReboot InReboot { get; init; }

    public static RowForm<DiskSnapshot> Form { get; } = new(Write, Read)
    {
        Tags = snapshot => snapshot.Shown.Tags,
        Tagged = (snapshot, tags) => snapshot.With(shown => shown.Tags = tags),
    };

    public bool Is(string state) => Shown.State == state;

    /// <summary>Whether the account may make volumes of it.</summary>
    public bool Lets(string account) => Account == account || Public || Sharers.Contains(account);

    public DiskSnapshot With(Action<Snapshot> change) => this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, DiskSnapshot snapshot)
    {
        entry.Text(1, snapshot.Id);
        entry.Text(2, snapshot.Account);
        Structure.Write(entry, 3, snapshot.Shown);
        entry.Text(4, snapshot.Program);
        entry.Flag(5, snapshot.Public);
        foreach (var account in snapshot.Sharers)
        {
            entry.Text(6, account);
        }

        entry.Text(7, snapshot.SourceRegion);
        entry.Text(8, snapshot.Source);
        entry.Whole(9, (long)snapshot.InReboot);
    }

    private static DiskSnapshot Read(EntryReader entry)
    {
        var snapshot = new DiskSnapshot("", "", new());
        while (entry.Next(out var field))
        {
            snapshot = field switch
            {
                1 => snapshot with { Id = entry.Text() },
                2 => snapshot with { Account = entry.Text() },
                3 => snapshot with { Shown = Structure.Read<Snapshot>(entry) },
                4 => snapshot with { Program = entry.Text() },
                5 => snapshot with { Public = entry.Flag() },
                6 => snapshot with { Sharers = [.. snapshot.Sharers, entry.Text()] },
                7 => snapshot with { SourceRegion = entry.Text() },
                8 => snapshot with { Source = entry.Text() },
                9 => snapshot with { InReboot = (InReboot)entry.Whole() },
                _ => snapshot,
            };
        }

        return snapshot;
    }
}

/// <summary>Whether a snapshot is to be taken while nothing of its instance runs.</summary>
internal enum InReboot
{
    /// <summary>It is taken whatever runs.</summary>
    No = 0,

    /// <summary>The instance has still to go down.</summary>
    Awaited = 1,

    /// <summary>The instance is down, and boots once the snapshot is taken.</summary>
    Down = 2,
}
