using Faultline.Store;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>What EC2 knows of an account in the region. It is there once the account has its default VPC.</summary>
internal sealed record AccountRow(string Account) : IRow
{
    public string Id => Account;

    public bool EncryptsVolumes { get; init; }

    public static RowForm<AccountRow> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Account);
            entry.Flag(2, row.EncryptsVolumes);
        },
        static entry =>
        {
            var row = new AccountRow("");
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Account = entry.Text() },
                    2 => row with { EncryptsVolumes = entry.Flag() },
                    _ => row,
                };
            }

            return row;
        });
}
