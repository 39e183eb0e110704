using Faultline.Api.Acm;
using Faultline.Services.Acm.Keeping;
using Faultline.Services.Acm.X509;
using Faultline.Wire;

namespace Faultline.Services.Acm;

internal sealed partial class Acm
{
    public override async ValueTask<ImportCertificateResponse> ImportCertificate(
        Call call, ImportCertificateRequest request, CancellationToken ct)
    {
        var material = Bundle.Check(request, call.Now);
        var tags = Tagging.Merge(call, [], request.Tags);
        if (request.CertificateArn is not null && tags.Count > 0)
        {
            throw AcmErrors.InvalidParameterException("Tags cannot be applied when a certificate is imported again.");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var before = request.CertificateArn is { } named ? Find(state, call, named) : null;
        var shown = Imported(material);
        if (before is null)
        {
            CheckRoom(state, call);
        }
        else
        {
            CheckAgain(before, shown);
        }

        var arn = before?.Id ?? NewArn(call);
        shown.CertificateArn = arn;
        shown.CreatedAt = before?.Shown.CreatedAt ?? call.Now;
        shown.ImportedAt = call.Now;
        state.Certificates.Put(new(arn, call.Account, shown)
        {
            Tags = before?.Tags ?? tags,
            Material = material,
        });
        await held.Keep();
        issuing.Tell();
        OnChange();
        return new() { CertificateArn = arn };
    }

    private static CertificateDetail Imported(Material material)
    {
        using var certificate = Keys.Join(material.Body, material.Key);
        var domains = Facts.DomainsOf(certificate);
        var shown = new CertificateDetail
        {
            DomainName = domains.FirstOrDefault(),
            SubjectAlternativeNames = domains,
            Status = CertificateStatus.Issued,
            Type = CertificateType.Imported,
            Options = new()
            {
                CertificateTransparencyLoggingPreference = CertificateTransparencyLoggingPreference.Disabled,
            },
        };
        Facts.Fill(shown, certificate);
        return shown;
    }

    /// <summary>What must stay when it is imported again ("Reimport a certificate", ACM user guide).</summary>
    private static void CheckAgain(CertificateRow before, CertificateDetail now)
    {
        var old = before.Shown;
        if (!before.IsOf(CertificateType.Imported))
        {
            throw Refusal.Invalid($"Certificate {before.Id} is not imported, so it cannot be imported again.");
        }

        if (old.KeyAlgorithm != now.KeyAlgorithm)
        {
            throw Refusal.Invalid("The key type and size of a certificate cannot be changed.");
        }

        if (old.SubjectAlternativeNames!.Count > 0 && now.SubjectAlternativeNames!.Count == 0)
        {
            throw Refusal.Invalid("All of the domain names cannot be removed from a certificate.");
        }

        var usages = now.KeyUsages!.ConvertAll(each => each.Name);
        var extended = now.ExtendedKeyUsages!.ConvertAll(each => each.OID);
        if (old.KeyUsages!.Exists(each => each.Name != KeyUsageName.Any && !usages.Contains(each.Name))
            || old.ExtendedKeyUsages!.Exists(each =>
                each.Name != ExtendedKeyUsageName.None && !extended.Contains(each.OID)))
        {
            throw Refusal.Invalid("Key usages cannot be removed from a certificate.");
        }
    }
}
