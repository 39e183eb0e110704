using Faultline.Kernel;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Keeping;

/// <summary>How rows of one table are written down and read, and where their tags are.</summary>
internal record RowForm<T, TTag>(Action<EntryWriter, T> Write, ReadRow<T> Read) where T : class, IRow
{
    /// <summary>Null where what the table holds takes no tags.</summary>
    public Func<T, List<TTag>?>? Tags { get; init; }

    public Func<T, List<TTag>, T> Tagged { get; init; } =
        static (row, _) => throw new InvariantBroken($"{row.Id} takes no tags.");
}

/// <summary>Reads a row from its entry.</summary>
internal delegate T ReadRow<T>(EntryReader entry);

/// <summary>How everything that is kept as a shape is written. Field numbers are on people's disks.</summary>
internal static class OwnedEntry
{
    public static void Write<T>(EntryWriter entry, Owned<T> row) where T : class, IStructure, new()
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
    }

    public static Owned<T> Read<T>(EntryReader entry) where T : class, IStructure, new()
    {
        var row = new Owned<T>("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<T>(entry) },
                _ => row,
            };
        }

        return row;
    }
}
