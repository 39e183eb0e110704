using Faultline.Api.Acm;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Acm.Keeping;

/// <summary>
/// A certificate under its ARN: as the API shows it, with its key. Who uses it stands with those who do.
/// </summary>
internal sealed record CertificateRow(string Id, string Account, CertificateDetail Shown) : IRow
{
    public List<Tag> Tags { get; init; } = [];

    /// <summary>Null before it is issued.</summary>
    public Material? Material { get; init; }

    /// <summary>When it is issued, or issued again, at the earliest; null when neither is under way.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>What the caller called the request by, to be answered alike if it comes again.</summary>
    public string? Token { get; init; }

    /// <summary>Somebody has been given the key.</summary>
    public bool IsExported { get; init; }

    public bool Is(string status) => Shown.Status == status;

    public bool IsOf(string type) => Shown.Type == type;

    public static RowForm<CertificateRow, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    public CertificateRow With(Action<CertificateDetail> change) => this with { Shown = Shown.With(change) };

    private static void Write(EntryWriter entry, CertificateRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        if (row.Tags.Count > 0)
        {
            Structure.Write(entry, 4, new ListTagsForCertificateResponse { Tags = row.Tags });
        }

        if (row.Material is { } material)
        {
            entry.Text(5, material.Body);
            entry.Text(6, material.Chain);
            entry.Bytes(7, material.Key);
        }

        entry.Time(8, row.Due);
        entry.Text(9, row.Token);
        entry.Flag(10, row.IsExported);
    }

    private static CertificateRow Read(EntryReader entry)
    {
        var row = new CertificateRow("", "", new());
        var (body, chain, key) = ((string?)null, (string?)null, Array.Empty<byte>());
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 5:
                    body = entry.Text();
                    break;
                case 6:
                    chain = entry.Text();
                    break;
                case 7:
                    key = entry.Bytes().ToArray();
                    break;
                default:
                    row = Read(row, field, entry);
                    break;
            }
        }

        return body is null ? row : row with { Material = new(body, chain, key) };
    }

    private static CertificateRow Read(CertificateRow row, int field, EntryReader entry) => field switch
    {
        1 => row with { Id = entry.Text() },
        2 => row with { Account = entry.Text() },
        3 => row with { Shown = Structure.Read<CertificateDetail>(entry) },
        4 => row with { Tags = Structure.Read<ListTagsForCertificateResponse>(entry).Tags ?? [] },
        8 => row with { Due = entry.Time() },
        9 => row with { Token = entry.Text() },
        10 => row with { IsExported = entry.Flag() },
        _ => row,
    };
}

/// <summary>A certificate and its chain as PEM, and its key in PKCS #8, which leaves only where AWS lets it.</summary>
internal sealed record Material(string Body, string? Chain, byte[] Key);
