using Faultline.Store;

namespace Faultline.Services.Acm.Keeping;

/// <summary>The authority of a region: its certificate as PEM, and its key in PKCS #8, which never leaves.</summary>
internal sealed record AuthorityRow(string Body, byte[] Key) : IRow
{
    /// <summary>There is one.</summary>
    public string Id => "authority";

    /// <summary>It is nobody's.</summary>
    public string Account => "";

    public static RowForm<AuthorityRow, Api.Acm.Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Body);
            entry.Bytes(2, row.Key);
        },
        static entry =>
        {
            var row = new AuthorityRow("", []);
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Body = entry.Text() },
                    2 => row with { Key = entry.Bytes().ToArray() },
                    _ => row,
                };
            }

            return row;
        });
}
