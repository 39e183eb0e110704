using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>
/// A thing that stood in the place of a resource and is to be deleted at the end: what was replaced, what a template
/// names no more, or what a rollback has no use for.
/// </summary>
/// <param name="Id">The token that it was made under.</param>
internal sealed record Leftover(string Id, string Account, string Stack, string LogicalId, Made Thing) : IRow
{
    /// <summary>What its policy says of it now: <c>Delete</c>, <c>Retain</c> or <c>Snapshot</c>.</summary>
    public string Policy { get; init; } = "Delete";

    public Progress Progress { get; init; } = Progress.None;

    public static RowForm<Leftover, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Stack);
            entry.Text(4, row.LogicalId);
            Made.Write(entry, 5, row.Thing);
            entry.Text(6, row.Policy);
            Progress.Write(entry, 7, row.Progress);
        },
        static entry =>
        {
            var row = new Leftover("", "", "", "", new("", ""));
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Stack = entry.Text() },
                    4 => row with { LogicalId = entry.Text() },
                    5 => row with { Thing = Made.Read(entry.Nested()) },
                    6 => row with { Policy = entry.Text() },
                    7 => row with { Progress = Progress.Read(entry.Nested()) },
                    _ => row,
                };
            }

            return row;
        });
}
