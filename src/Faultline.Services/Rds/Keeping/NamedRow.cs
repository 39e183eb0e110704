using Faultline.Api.Rds;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Keeping;

/// <summary>Something with a name that an account has, as the API shows it, with its tags.</summary>
internal sealed record NamedRow<T>(string Id, string Account, T Shown) : IRow where T : class, IStructure, new()
{
    public List<Tag> Tags { get; init; } = [];

    public static RowForm<NamedRow<T>, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    public NamedRow<T> With(Action<T> change) => this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, NamedRow<T> row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        TagEntry.Write(entry, 4, row.Tags);
    }

    private static NamedRow<T> Read(EntryReader entry)
    {
        var row = new NamedRow<T>("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<T>(entry) },
                4 => row with { Tags = TagEntry.Read(entry) },
                _ => row,
            };
        }

        return row;
    }
}
