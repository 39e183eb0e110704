using System.Collections.Immutable;
using Faultline.Api.Elb;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Elb.Keeping;

/// <summary>
/// A balancer, listener, rule or target group under its ARN: as the API shows it, its tags, and those of its attributes
/// that somebody has set.
/// </summary>
internal sealed record Item<T>(string Id, string Account, T Shown) : IRow where T : class, IStructure, new()
{
    public List<Tag> Tags { get; init; } = [];

    /// <summary>Those that are not here have the value that AWS gives them.</summary>
    public ImmutableSortedDictionary<string, string> Set { get; init; } = Nothing;

    /// <summary>When the step that is under way is over at the earliest.</summary>
    public DateTimeOffset? Due { get; init; }

    public static RowForm<Item<T>, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    private static ImmutableSortedDictionary<string, string> Nothing { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public Item<T> With(Action<T> change) => this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, Item<T> row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        if (row.Tags.Count > 0)
        {
            Structure.Write(entry, 4, new TagDescription { Tags = row.Tags });
        }

        foreach (var (key, value) in row.Set)
        {
            using (entry.Nest(5))
            {
                entry.Text(1, key);
                entry.Text(2, value);
            }
        }

        entry.Time(6, row.Due);
    }

    private static Item<T> Read(EntryReader entry)
    {
        var row = new Item<T>("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<T>(entry) },
                4 => row with { Tags = Structure.Read<TagDescription>(entry).Tags ?? [] },
                5 => row with { Set = Pair(row.Set, entry.Nested()) },
                6 => row with { Due = entry.Time() },
                _ => row,
            };
        }

        return row;
    }

    private static ImmutableSortedDictionary<string, string> Pair(
        ImmutableSortedDictionary<string, string> set, EntryReader entry)
    {
        var (key, value) = ("", "");
        while (entry.Next(out var field))
        {
            (key, value) = field switch
            {
                1 => (entry.Text(), value),
                2 => (key, entry.Text()),
                _ => (key, value),
            };
        }

        return set.SetItem(key, value);
    }
}
