using Faultline.Api.Rds;
using Faultline.Services.Rds.Catalog;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<CertificateMessage> DescribeCertificates(
        Call call, DescribeCertificatesMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = Certificates.Of(held.State, region, call.Account)
            .Where(each => string.IsNullOrEmpty(request.CertificateIdentifier)
                || each.CertificateIdentifier == request.CertificateIdentifier)
            .By(request.Filters)
            .ToList();
        var unasked = Certificates.ForNew(held.State, call.Account);
        await held.Keep();
        if (all.Count == 0)
        {
            throw Refusal.NoCertificate(request.CertificateIdentifier!);
        }

        var (page, next) = Pages.Cut(
            call, all, each => each.CertificateIdentifier!, request.MaxRecords, request.Marker);
        return new() { Certificates = page, DefaultCertificateForNewLaunches = unasked, Marker = next };
    }

    public override async ValueTask<ModifyCertificatesResult> ModifyCertificates(
        Call call, ModifyCertificatesMessage request, CancellationToken ct)
    {
        var removes = request.RemoveCustomerOverride == true;
        if (removes == !string.IsNullOrEmpty(request.CertificateIdentifier))
        {
            throw Refusal.Combination(
                "Either CertificateIdentifier or RemoveCustomerOverride must be specified, but not both.");
        }

        using var held = await book.Take(ct);
        var before = Certificates.ForNew(held.State, call.Account);
        Certificates.Choose(held.State, call, removes ? null : request.CertificateIdentifier);
        var shown = Certificates.Of(held.State, region, call.Account)
            .First(each => each.CertificateIdentifier == (removes ? before : request.CertificateIdentifier));
        await held.Keep();
        return new() { Certificate = shown };
    }
}
