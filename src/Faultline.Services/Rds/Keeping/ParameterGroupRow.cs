using Faultline.Api.Rds;
using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>A parameter group: what was changed of its family's defaults, with how that comes into force.</summary>
internal sealed record ParameterGroupRow(string Id, string Account, DBParameterGroup Shown) : IRow
{
    public string Name => Shown.DBParameterGroupName!;

    public string Family => Shown.DBParameterGroupFamily!;

    /// <summary>
    /// By name: value and apply method. One without a value was put back to its default, which comes into force in the
    /// same way.
    /// </summary>
    public IReadOnlyDictionary<string, Parameter> Changes { get; init; } = new SortedDictionary<string, Parameter>();

    public List<Tag> Tags { get; init; } = [];

    public static RowForm<ParameterGroupRow, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    /// <summary>The group with other changes over those that it has.</summary>
    public ParameterGroupRow With(IEnumerable<Parameter> changes)
    {
        var all = new SortedDictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var change in Changes.Values.Concat(changes))
        {
            all[change.ParameterName!] = change;
        }

        return this with { Changes = all };
    }

    private static void Write(EntryWriter entry, ParameterGroupRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        TagEntry.Write(entry, 4, row.Tags);
        if (row.Changes.Count > 0)
        {
            Structure.Write(entry, 5, new DBParameterGroupDetails { Parameters = [.. row.Changes.Values] });
        }
    }

    private static ParameterGroupRow Read(EntryReader entry)
    {
        var row = new ParameterGroupRow("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<DBParameterGroup>(entry) },
                4 => row with { Tags = TagEntry.Read(entry) },
                5 => row.With(Structure.Read<DBParameterGroupDetails>(entry).Parameters ?? []),
                _ => row,
            };
        }

        return row;
    }
}
