using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>Something that belongs to a stack, kept as the API shows it.</summary>
/// <param name="Stack">The id of the stack.</param>
internal sealed record OfStack<T>(string Id, string Account, string Stack, T Shown) : IRow
    where T : class, IStructure, new()
{
    public static RowForm<OfStack<T>, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Stack);
            Structure.Write(entry, 4, row.Shown);
        },
        static entry =>
        {
            var row = new OfStack<T>("", "", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Stack = entry.Text() },
                    4 => row with { Shown = Structure.Read<T>(entry) },
                    _ => row,
                };
            }

            return row;
        });

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public OfStack<T> With(Action<T> change) => this with { Shown = Shown.With(change) };
}
