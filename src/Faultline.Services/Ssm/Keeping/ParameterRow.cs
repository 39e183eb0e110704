using System.Globalization;
using Faultline.Api.Ssm;
using Faultline.Store;

namespace Faultline.Services.Ssm.Keeping;

/// <summary>A parameter: which of its versions are kept, and what holds for all of them.</summary>
internal sealed record ParameterRow(string Id, string Account, string Name, string Tier) : IRow
{
    public long Oldest { get; init; } = 1;

    public long Newest { get; init; } = 1;

    public List<Tag> Tags { get; init; } = [];

    /// <summary>When its policies delete it; null when they do not.</summary>
    public DateTimeOffset? Expires { get; init; }

    public static RowForm<ParameterRow, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    public static string IdOf(string account, string name) => $"{account} {name}";

    public string IdOf(long version) => string.Create(CultureInfo.InvariantCulture, $"{Id}:{version}");

    private static void Write(EntryWriter entry, ParameterRow row)
    {
        entry.Text(1, row.Account);
        entry.Text(2, row.Name);
        entry.Text(3, row.Tier);
        entry.Whole(4, row.Oldest);
        entry.Whole(5, row.Newest);
        if (row.Tags.Count > 0)
        {
            Structure.Write(entry, 6, new ListTagsForResourceResult { TagList = row.Tags });
        }

        entry.Time(7, row.Expires);
    }

    private static ParameterRow Read(EntryReader entry)
    {
        var row = new ParameterRow("", "", "", ParameterTier.Standard);
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Account = entry.Text() },
                2 => row with { Name = entry.Text() },
                3 => row with { Tier = entry.Text() },
                4 => row with { Oldest = entry.Whole() },
                5 => row with { Newest = entry.Whole() },
                6 => row with { Tags = Structure.Read<ListTagsForResourceResult>(entry).TagList ?? [] },
                7 => row with { Expires = entry.Time() },
                _ => row,
            };
        }

        return row with { Id = IdOf(row.Account, row.Name) };
    }
}
