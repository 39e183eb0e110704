using Faultline.Api.Acm;
using Faultline.Services.Acm.Keeping;

namespace Faultline.Services.Acm;

/// <summary>What becomes of certificates as time goes by. Pure.</summary>
internal static class Upkeep
{
    /// <summary>Certificates whose time is over are expired; says whether there was one.</summary>
    public static bool Settle(AcmState state, DateTimeOffset now)
    {
        var over = state.Certificates.All
            .Where(row => row.Is(CertificateStatus.Issued) && row.Shown.NotAfter <= now)
            .ToList();
        foreach (var row in over)
        {
            state.Certificates.Put(
                row.With(shown => shown.Status = CertificateStatus.Expired) with { Due = null });
        }

        return over.Count > 0;
    }

    /// <summary>Those that are to be issued now, or again.</summary>
    public static IEnumerable<CertificateRow> Due(AcmState state, IUses uses, DateTimeOffset now) =>
        state.Certificates.All.Where(row => row.Due <= now
            || (RenewsAt(row) <= now && IsEligible(row, uses.Of(row.Id).Count > 0)));

    /// <summary>When the next step is due.</summary>
    public static DateTimeOffset? Next(AcmState state, DateTimeOffset now) => state.Certificates.All
        .SelectMany(row => (DateTimeOffset?[])
        [
            row.Due,
            row.Is(CertificateStatus.Issued) ? row.Shown.NotAfter : null,
            RenewsAt(row),
        ])
        .Where(hour => hour > now)
        .Min();

    /// <summary>
    /// ACM renews what it has issued while somebody uses it, or has its key ("Managed certificate renewal", ACM user
    /// guide).
    /// </summary>
    public static bool IsEligible(CertificateRow row, bool isUsed) => row.IsOf(CertificateType.AmazonIssued)
        && row.Is(CertificateStatus.Issued) && (isUsed || row.IsExported);

    private static DateTimeOffset? RenewsAt(CertificateRow row) =>
        row.IsOf(CertificateType.AmazonIssued) && row.Is(CertificateStatus.Issued)
            ? row.Shown.NotAfter - Limits.RenewBefore
            : null;
}
