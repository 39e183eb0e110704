using System.Globalization;
using Faultline.Api.Acm;
using Faultline.Services.Acm.Keeping;
using Faultline.Services.Acm.X509;
using Faultline.Wire;

namespace Faultline.Services.Acm;

internal sealed partial class Acm
{
    /// <summary>Filters in the API reference: others are only listed for whoever asks for them.</summary>
    private static readonly string[] listedUnasked = [KeyAlgorithm.Rsa1024, KeyAlgorithm.Rsa2048];

    public override async ValueTask<ListCertificatesResponse> ListCertificates(
        Call call, ListCertificatesRequest request, CancellationToken ct)
    {
        if (request.SortBy is null != request.SortOrder is null)
        {
            throw Refusal.Invalid("SortBy and SortOrder must be specified together.");
        }

        var last = request.NextToken is not { } token
            ? null
            : PageToken.Open(call, token) ?? throw AcmErrors.InvalidArgsException("The NextToken is not valid.");
        var isDescending = request.SortOrder == SortOrder.Descending;
        using var uses = await Uses(ct);
        using var held = await book.Take(ct);
        var all = held.State.Certificates.Of(call.Account)
            .Where(row => request.CertificateStatuses is not { Count: > 0 } some || some.Contains(row.Shown.Status!))
            .Where(row => IsWanted(row.Shown, request.Includes))
            .OrderBy(Key, StringComparer.Ordinal)
            .ToList();
        if (isDescending)
        {
            all.Reverse();
        }

        var size = request.MaxItems ?? Limits.PageMax;
        var rest = all.Where(row => last is null
            || string.CompareOrdinal(Key(row), last) * (isDescending ? -1 : 1) > 0).ToList();
        var page = rest.Take(size).ToList().ConvertAll(row => Summary(row, uses.Of(row.Id).Count > 0));
        await Keep(held, uses);
        return new()
        {
            CertificateSummaryList = page,
            NextToken = rest.Count > size ? PageToken.Write(call, Key(rest[size - 1])) : null,
        };
    }

    /// <summary>The order in which they came to be.</summary>
    private static string Key(CertificateRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Shown.CreatedAt!.Value.UtcTicks:d20} {row.Id}");

    private static bool IsWanted(CertificateDetail shown, Filters? filters) =>
        (filters?.KeyTypes is { Count: > 0 } kinds ? kinds : [.. listedUnasked]).Contains(shown.KeyAlgorithm!)
        && (filters?.KeyUsage is not { Count: > 0 } usages
            || shown.KeyUsages!.Exists(each => usages.Contains(each.Name!)))
        && (filters?.ExtendedKeyUsage is not { Count: > 0 } extended
            || shown.ExtendedKeyUsages!.Exists(each => extended.Contains(each.Name!)))
        && (filters?.ExportOption is not { } export
            || (shown.Options?.Export ?? CertificateExport.Disabled) == export)
        && (filters?.ManagedBy is not { } manager || shown.ManagedBy == manager);

    private static CertificateSummary Summary(CertificateRow row, bool isUsed)
    {
        var shown = row.Shown;
        return new()
        {
            CertificateArn = row.Id,
            DomainName = shown.DomainName,
            SubjectAlternativeNameSummaries = [.. shown.SubjectAlternativeNames!.Take(100)],
            HasAdditionalSubjectAlternativeNames = shown.SubjectAlternativeNames!.Count > 100,
            Status = shown.Status,
            Type = shown.Type,
            KeyAlgorithm = Keys.Spell(shown.KeyAlgorithm),
            KeyUsages = shown.KeyUsages!.ConvertAll(each => each.Name!),
            ExtendedKeyUsages = shown.ExtendedKeyUsages!.ConvertAll(each => each.Name!),
            ExportOption = shown.Options?.Export,
            InUse = isUsed,
            Exported = shown.Options?.Export is null ? null : row.IsExported,
            RenewalEligibility = Eligibility(row, isUsed),
            NotBefore = shown.NotBefore,
            NotAfter = shown.NotAfter,
            CreatedAt = shown.CreatedAt,
            IssuedAt = shown.IssuedAt,
            ImportedAt = shown.ImportedAt,
            RevokedAt = shown.RevokedAt,
            ManagedBy = shown.ManagedBy,
        };
    }
}
