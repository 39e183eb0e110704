using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Services.Acm.Keeping;

namespace Faultline.Services.Acm.X509;

/// <summary>
/// Faultline's own development authority, which issues what is requested. Each region has its own, made with its first
/// certificate; whoever trusts its certificate trusts those that it issues, and nobody else does.
/// </summary>
internal sealed class Authority : IDisposable
{
    /// <summary>What answers call it.</summary>
    public const string Name = "Faultline";

    private const int Years = 30;

    /// <summary>13 months ("ACM certificate characteristics", ACM user guide).</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(395);

    private readonly X509Certificate2 certificate;
    private readonly ECDsa key = ECDsa.Create();

    public Authority(AuthorityRow row)
    {
        Row = row;
        certificate = X509Certificate2.CreateFromPem(row.Body);
        key.ImportPkcs8PrivateKey(row.Key, out _);
    }

    public AuthorityRow Row { get; }

    public static AuthorityRow Make(string region, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName($"{Name} development authority {region}");
        name.AddOrganizationName(Name);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var day = Day(now).AddDays(-1);
        using var made = request.CreateSelfSigned(day, day.AddYears(Years));
        return new(made.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKey());
    }

    /// <summary>What it would issue now would outlive it.</summary>
    public bool IsOld(DateTimeOffset now) => certificate.NotAfter.ToUniversalTime() < (now + Life).UtcDateTime;

    /// <summary>A new certificate with a new key.</summary>
    public Material Issue(IReadOnlyList<string> domains, string algorithm, DateTimeOffset now)
    {
        using var own = Keys.Make(algorithm);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(domains[0]);
        var request = own is RSA rsa
            ? new CertificateRequest(name.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name.Build(), (ECDsa)own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var domain in domains)
        {
            names.AddDnsName(domain);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            own is RSA
                ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment
                : X509KeyUsageFlags.DigitalSignature,
            critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Facts.ForServers)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));
        var day = Day(now);
        using var made = request.Create(
            certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            day,
            day + Life - TimeSpan.FromSeconds(1),
            Serial());
        return new(made.ExportCertificatePem() + "\n", Row.Body, own.ExportPkcs8PrivateKey());
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private static DateTimeOffset Day(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>16 bytes that make a positive number, none of them spared.</summary>
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
