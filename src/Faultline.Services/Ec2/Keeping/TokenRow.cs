using Faultline.Store;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>
/// A client token that an account has used: for what, as it was asked, and what came of it. The same request with it is
/// answered with the same; another one is refused.
/// </summary>
internal sealed record TokenRow(string Id, string Account, string Asked, string Outcome, DateTimeOffset Used) : IRow
{
    public static RowForm<TokenRow> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Asked);
            entry.Text(4, row.Outcome);
            entry.Time(5, row.Used);
        },
        static entry =>
        {
            var row = new TokenRow("", "", "", "", default);
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Asked = entry.Text() },
                    4 => row with { Outcome = entry.Text() },
                    5 => row with { Used = entry.Time() },
                    _ => row,
                };
            }

            return row;
        });

    /// <summary>Its name in the table: a token is good for one account and one operation.</summary>
    public static string IdOf(string account, string operation, string token) => $"{account}/{operation}/{token}";
}
