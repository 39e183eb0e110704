using Faultline.Api.Rds;
using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>
/// The network interface in EC2 that a server has, whose key is the id. It stays here until it is gone there, even when
/// its server is.
/// </summary>
/// <param name="Groups">The security groups that guard it, with blanks between them; empty before it has any.</param>
internal sealed record InterfaceRow(string Id, string Account, string Interface, string Groups) : IRow
{
    /// <summary>The address by which the internet reaches it; empty where none does.</summary>
    public string Public { get; init; } = "";

    public static RowForm<InterfaceRow, Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Interface);
            entry.Text(4, row.Groups);
            entry.Text(5, row.Public);
        },
        static entry =>
        {
            var row = new InterfaceRow("", "", "", "");
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Interface = entry.Text() },
                    4 => row with { Groups = entry.Text() },
                    5 => row with { Public = entry.Text() },
                    _ => row,
                };
            }

            return row;
        });
}
