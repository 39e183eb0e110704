using System.Security.Cryptography;
using Faultline.Api.Acm;
using Faultline.Services.Acm.Keeping;
using Faultline.Services.Acm.X509;
using Faultline.Wire;

namespace Faultline.Services.Acm;

internal sealed partial class Acm
{
    public override async ValueTask<DescribeCertificateResponse> DescribeCertificate(
        Call call, DescribeCertificateRequest request, CancellationToken ct)
    {
        using var uses = await Uses(ct);
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        var users = uses.Of(row.Id);
        await Keep(held, uses);
        return new()
        {
            Certificate = row.With(shown =>
            {
                shown.KeyAlgorithm = Keys.Spell(shown.KeyAlgorithm);
                shown.InUseBy = [.. users];
                shown.RenewalEligibility = Eligibility(row, users.Count > 0);
            }).Shown,
        };
    }

    public override async ValueTask<GetCertificateResponse> GetCertificate(
        Call call, GetCertificateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var material = FindIssued(held.State, call, request.CertificateArn).Material!;
        await held.Keep();
        return new() { Certificate = material.Body, CertificateChain = material.Chain };
    }

    /// <summary>Nothing can begin to use it meanwhile: whoever would, waits for the users' turn.</summary>
    public override async ValueTask DeleteCertificate(
        Call call, DeleteCertificateRequest request, CancellationToken ct)
    {
        using var uses = await Uses(ct);
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        CheckUnused(row, uses);
        held.State.Certificates.Remove(row.Id);
        await Keep(held, uses);
    }

    /// <summary>Only what was requested so can be exported; its key leaves under the caller's passphrase.</summary>
    public override async ValueTask<ExportCertificateResponse> ExportCertificate(
        Call call, ExportCertificateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        if (row.Shown.Options?.Export != CertificateExport.Enabled)
        {
            throw Refusal.Invalid($"Certificate ARN: {row.Id} is not a private certificate");
        }

        var material = FindIssued(held.State, call, request.CertificateArn).Material!;
        held.State.Certificates.Put(row with { IsExported = true });
        await held.Keep();
        return new()
        {
            Certificate = material.Body,
            CertificateChain = material.Chain,
            PrivateKey = Locked(material.Key, row.Shown.KeyAlgorithm!, request.Passphrase),
        };
    }

    public override async ValueTask<RevokeCertificateResponse> RevokeCertificate(
        Call call, RevokeCertificateRequest request, CancellationToken ct)
    {
        using var uses = await Uses(ct);
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        CheckUnused(row, uses);
        if (!row.IsExported || !row.Is(CertificateStatus.Issued))
        {
            throw AcmErrors.ConflictException(
                $"Certificate {row.Id} cannot be revoked: only a valid certificate that was exported can.");
        }

        held.State.Certificates.Put(row.With(shown =>
        {
            shown.Status = CertificateStatus.Revoked;
            shown.RevokedAt = call.Now;
            shown.RevocationReason = request.RevocationReason;
        }) with
        {
            Due = null,
        });
        await Keep(held, uses);
        return new() { CertificateArn = row.Id };
    }

    private static void CheckUnused(CertificateRow row, IUses uses)
    {
        if (uses.Of(row.Id).Count > 0)
        {
            throw Refusal.InUse(row.Id, row.Account);
        }
    }

    private static string Eligibility(CertificateRow row, bool isUsed) =>
        Upkeep.IsEligible(row, isUsed) ? RenewalEligibility.Eligible : RenewalEligibility.Ineligible;

    private static string Locked(byte[] pkcs8, string algorithm, byte[] passphrase)
    {
        using var key = algorithm.StartsWith("RSA", StringComparison.Ordinal)
            ? (AsymmetricAlgorithm)RSA.Create()
            : ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var locked = key.ExportEncryptedPkcs8PrivateKey(
            passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048));
        return PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", locked) + "\n";
    }
}
