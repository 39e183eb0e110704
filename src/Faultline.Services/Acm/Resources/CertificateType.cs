using System.Text.Json.Nodes;
using Faultline.Api.Acm;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Acm.Resources;

/// <summary>
/// Certificates. Its id is the ARN; a second try finds the first one's by its token, which ACM knows for an hour. No
/// records are made in hosted zones: here a domain validates itself.
/// </summary>
internal sealed class CertificateType(AcmApi acm) : ResourceType("AWS::CertificateManager::Certificate")
{
    private const string Logging = "CertificateTransparencyLoggingPreference";
    private const string Validations = "DomainValidationOptions";

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var asked = work.Properties;
        var request = asked.As<RequestCertificateRequest>("Tags", Validations);
        request.IdempotencyToken = work.Token;
        request.Tags = Tags(work);
        request.DomainValidationOptions = asked.Groups(Validations) is { Count: > 0 } options
            ? [.. options.Where(each => each.Has("ValidationDomain")).Select(each => each.As<DomainValidationOption>())]
            : null;
        request.Options = new()
        {
            CertificateTransparencyLoggingPreference = asked.Text(Logging),
            Export = asked.Text("CertificateExport"),
        };
        return (await work.Ask(acm.RequestCertificate, request, ct)).CertificateArn!;
    }

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct) =>
        (await Look(work, ct))?.Status switch
        {
            CertificateStatus.PendingValidation or null => false,
            CertificateStatus.Failed or CertificateStatus.ValidationTimedOut =>
                throw Refused.Invalid("The certificate was not issued: its domains were not validated."),
            _ => true,
        };

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        if (work.Properties.Text(Logging) != before.Text(Logging))
        {
            await work.Ask(
                acm.UpdateCertificateOptions,
                new UpdateCertificateOptionsRequest
                {
                    CertificateArn = work.Id!,
                    Options = new()
                    {
                        CertificateTransparencyLoggingPreference = work.Properties.Text(Logging)
                            ?? CertificateTransparencyLoggingPreference.Enabled,
                    },
                },
                ct);
        }

        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(
                acm.RemoveTagsFromCertificate,
                new RemoveTagsFromCertificateRequest
                {
                    CertificateArn = work.Id!,
                    Tags = gone.ConvertAll(key => new Tag { Key = key }),
                },
                ct);
        }

        if (Tags(work) is { Count: > 0 } tags)
        {
            await work.Ask(
                acm.AddTagsToCertificate,
                new AddTagsToCertificateRequest { CertificateArn = work.Id!, Tags = tags },
                ct);
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        acm.DeleteCertificate, new DeleteCertificateRequest { CertificateArn = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, ct) is not { } certificate)
        {
            return null;
        }

        var tags = await work.Ask(
            acm.ListTagsForCertificate, new ListTagsForCertificateRequest { CertificateArn = work.Id! }, ct);
        var shown = this.Shown(certificate);
        shown["KeyAlgorithm"] = certificate.KeyAlgorithm?.Replace('-', '_');
        shown["SubjectAlternativeNames"] = Asking.List(
            certificate.SubjectAlternativeNames!.Where(domain => domain != certificate.DomainName));
        shown["ValidationMethod"] = certificate.DomainValidationOptions?[0].ValidationMethod;
        shown[Logging] = certificate.Options?.CertificateTransparencyLoggingPreference;
        shown["CertificateExport"] = certificate.Options?.Export;
        shown["Tags"] = Marks.Shown(work, tags.Tags!.ToDictionary(
            tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal));
        shown["CertificateArn"] = certificate.CertificateArn;

        // What came of the validation is not what was asked of it.
        shown.Remove(Validations);
        return shown;
    }

    private static List<Tag> Tags(Work work) =>
        [.. work.Properties.Tags(work).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private async ValueTask<CertificateDetail?> Look(Work work, CancellationToken ct) => (await this.OrGone(work.Ask(
        acm.DescribeCertificate, new DescribeCertificateRequest { CertificateArn = work.Id! }, ct)))?.Certificate;
}
