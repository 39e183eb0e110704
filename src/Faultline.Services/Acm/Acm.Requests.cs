using Faultline.Api.Acm;
using Faultline.Kernel.Times;
using Faultline.Services.Acm.Keeping;
using Faultline.Services.Acm.X509;
using Faultline.Wire;

namespace Faultline.Services.Acm;

internal sealed partial class Acm
{
    /// <summary>RequestCertificate in the API reference: what public certificates can have.</summary>
    private static readonly string[] issuable =
        [KeyAlgorithm.Rsa2048, KeyAlgorithm.ECPrime256v1, KeyAlgorithm.ECSecp384r1];

    public override async ValueTask<RequestCertificateResponse> RequestCertificate(
        Call call, RequestCertificateRequest request, CancellationToken ct)
    {
        CheckBuilt(request);
        var algorithm = request.KeyAlgorithm ?? KeyAlgorithm.Rsa2048;
        if (!issuable.Contains(algorithm))
        {
            throw Refusal.Invalid($"The key algorithm {algorithm} is not supported for public certificates.");
        }

        var domains = Domains.Asked(request);
        var validations = Domains.Validations(
            domains, request.DomainValidationOptions, request.ValidationMethod ?? ValidationMethod.Email, call.Account);
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var state = held.State;
        if (request.IdempotencyToken is { } token && Before(state, call, token, domains) is { } before)
        {
            await held.Keep();
            return new() { CertificateArn = before.Id };
        }

        CheckRoom(state, call);
        var arn = NewArn(call);
        state.Certificates.Put(new(arn, call.Account, new()
        {
            CertificateArn = arn,
            DomainName = domains[0],
            SubjectAlternativeNames = domains,
            DomainValidationOptions = validations,
            Subject = $"CN={domains[0]}",
            Issuer = Authority.Name,
            CreatedAt = call.Now,
            Status = CertificateStatus.PendingValidation,
            KeyAlgorithm = algorithm,
            SignatureAlgorithm = "SHA256WITHECDSA",
            Type = CertificateType.AmazonIssued,
            KeyUsages = [],
            ExtendedKeyUsages = [],
            Options = Options(request.Options),
        })
        {
            Tags = tags,
            Token = request.IdempotencyToken,
            Due = call.Now + around.Timing.Draw(Steps.AcmValidation, node.Dice),
        });
        await held.Keep();
        issuing.Tell();
        return new() { CertificateArn = arn };
    }

    public override async ValueTask ResendValidationEmail(
        Call call, ResendValidationEmailRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        var validation = row.Shown.DomainValidationOptions?.Find(each =>
            string.Equals(each.DomainName, request.Domain, StringComparison.OrdinalIgnoreCase));
        if (!row.Is(CertificateStatus.PendingValidation) || validation?.ValidationMethod == ValidationMethod.Dns)
        {
            throw Refusal.State($"Certificate {row.Id} does not wait for an answer to an email.");
        }

        if (validation is null)
        {
            throw Refusal.Domain($"The domain {request.Domain} is not among those of the request.");
        }

        Domains.CheckAbove(request.Domain, request.ValidationDomain);
        await held.Keep();
    }

    /// <summary>It is issued again, with another key, under its ARN.</summary>
    public override async ValueTask RenewCertificate(Call call, RenewCertificateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = FindIssued(held.State, call, request.CertificateArn);
        if (row.Due is not null)
        {
            throw Refusal.InProgress(row.Id);
        }

        if (!row.IsExported || !row.Is(CertificateStatus.Issued))
        {
            throw Refusal.Invalid($"Certificate {row.Id} is not eligible for renewal: it has not been exported.");
        }

        held.State.Certificates.Put(row.With(shown => shown.RenewalSummary = new()
        {
            RenewalStatus = RenewalStatus.PendingAutoRenewal,
            DomainValidationOptions = shown.DomainValidationOptions!,
            UpdatedAt = call.Now,
        }) with
        {
            Due = call.Now + around.Timing.Draw(Steps.AcmValidation, node.Dice),
        });
        await held.Keep();
        issuing.Tell();
    }

    public override async ValueTask UpdateCertificateOptions(
        Call call, UpdateCertificateOptionsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        if (!row.IsOf(CertificateType.AmazonIssued))
        {
            throw Refusal.State($"The options of certificate {row.Id} cannot be updated: it is imported.");
        }

        if (request.Options.Export is { } export && export != row.Shown.Options!.Export)
        {
            throw Refusal.State($"Whether certificate {row.Id} can be exported is said when it is requested.");
        }

        held.State.Certificates.Put(row.With(shown => shown.Options = new()
        {
            CertificateTransparencyLoggingPreference =
                request.Options.CertificateTransparencyLoggingPreference
                ?? shown.Options!.CertificateTransparencyLoggingPreference,
            Export = shown.Options!.Export,
        }));
        await held.Keep();
    }

    private static void CheckBuilt(RequestCertificateRequest request)
    {
        if (request.CertificateAuthorityArn is not null)
        {
            throw Refusal.NotBuilt("certificates of private authorities");
        }

        if (request.ManagedBy is not null || request.ValidationMethod == ValidationMethod.Http)
        {
            throw Refusal.NotBuilt("certificates that CloudFront manages");
        }
    }

    private static CertificateRow? Before(AcmState state, Call call, string token, List<string> domains) =>
        state.Certificates.Of(call.Account).FirstOrDefault(row => row.Token == token
            && row.Shown.CreatedAt > call.Now - Limits.TokenLife
            && row.Shown.SubjectAlternativeNames!.SequenceEqual(domains));

    private static CertificateOptions Options(CertificateOptions? asked) => new()
    {
        CertificateTransparencyLoggingPreference = asked?.CertificateTransparencyLoggingPreference
            ?? CertificateTransparencyLoggingPreference.Enabled,
        Export = asked?.Export ?? CertificateExport.Disabled,
    };
}
