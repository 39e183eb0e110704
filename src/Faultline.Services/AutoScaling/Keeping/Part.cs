using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>Something that belongs to a group, kept as the API shows it.</summary>
/// <param name="Group">The id of the group's row.</param>
internal sealed record Part<T>(string Id, string Account, string Group, T Shown) : IRow
    where T : class, IStructure, new()
{
    /// <summary>When something is to be done with it; null when it waits for nothing.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>When it last did something, or came to be as it is.</summary>
    public DateTimeOffset? Since { get; init; }

    public static RowForm<Part<T>, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Group);
            Structure.Write(entry, 4, row.Shown);
            entry.Time(5, row.Due);
            entry.Time(6, row.Since);
        },
        static entry =>
        {
            var row = new Part<T>("", "", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Group = entry.Text() },
                    4 => row with { Shown = Structure.Read<T>(entry) },
                    5 => row with { Due = entry.Time() },
                    6 => row with { Since = entry.Time() },
                    _ => row,
                };
            }

            return row;
        });

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public Part<T> With(Action<T> change) => this with { Shown = Shown.With(change) };
}

/// <summary>How what has a name within something else is called in its table.</summary>
internal static class Part
{
    public static string IdOf(string of, string name) => $"{of} {name}";
}
