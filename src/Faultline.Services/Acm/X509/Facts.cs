using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Api.Acm;

namespace Faultline.Services.Acm.X509;

/// <summary>What a certificate says of itself, in the words of CertificateDetail in the API reference.</summary>
internal static class Facts
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    private static readonly (X509KeyUsageFlags Flag, string Name)[] usages =
    [
        (X509KeyUsageFlags.DigitalSignature, KeyUsageName.DigitalSignature),
        (X509KeyUsageFlags.NonRepudiation, KeyUsageName.NonRepudiation),
        (X509KeyUsageFlags.KeyEncipherment, KeyUsageName.KeyEncipherment),
        (X509KeyUsageFlags.DataEncipherment, KeyUsageName.DataEncipherment),
        (X509KeyUsageFlags.KeyAgreement, KeyUsageName.KeyAgreement),
        (X509KeyUsageFlags.KeyCertSign, KeyUsageName.CertificateSigning),
        (X509KeyUsageFlags.CrlSign, KeyUsageName.CrlSigning),
        (X509KeyUsageFlags.EncipherOnly, KeyUsageName.EncipherOnly),
        (X509KeyUsageFlags.DecipherOnly, KeyUsageName.DecipherOnly),
    ];

    private static readonly Dictionary<string, string> extended = new()
    {
        [ForServers] = ExtendedKeyUsageName.TlsWebServerAuthentication,
        ["1.3.6.1.5.5.7.3.2"] = ExtendedKeyUsageName.TlsWebClientAuthentication,
        ["1.3.6.1.5.5.7.3.3"] = ExtendedKeyUsageName.CodeSigning,
        ["1.3.6.1.5.5.7.3.4"] = ExtendedKeyUsageName.EmailProtection,
        ["1.3.6.1.5.5.7.3.8"] = ExtendedKeyUsageName.TimeStamping,
        ["1.3.6.1.5.5.7.3.9"] = ExtendedKeyUsageName.OcspSigning,
        ["1.3.6.1.5.5.7.3.5"] = ExtendedKeyUsageName.IpsecEndSystem,
        ["1.3.6.1.5.5.7.3.6"] = ExtendedKeyUsageName.IpsecTunnel,
        ["1.3.6.1.5.5.7.3.7"] = ExtendedKeyUsageName.IpsecUser,
        ["2.5.29.37.0"] = ExtendedKeyUsageName.Any,
    };

    /// <summary>Puts what the certificate says into what is shown of it.</summary>
    public static void Fill(CertificateDetail shown, X509Certificate2 certificate)
    {
        shown.Serial = string.Join(
            ':', certificate.SerialNumberBytes.ToArray().Select(each => each.ToString("x2", null)));
        shown.Subject = certificate.Subject.Replace(", ", ",", StringComparison.Ordinal);
        shown.Issuer = IssuerOf(certificate);
        shown.NotBefore = certificate.NotBefore.ToUniversalTime();
        shown.NotAfter = certificate.NotAfter.ToUniversalTime();
        shown.KeyAlgorithm = Keys.KindOf(certificate);
        shown.SignatureAlgorithm = Signature.NameOf(certificate);
        shown.KeyUsages = [.. UsagesOf(certificate).Select(name => new KeyUsage { Name = name })];
        shown.ExtendedKeyUsages = ExtendedOf(certificate);
    }

    /// <summary>The domains that it is for: those of its alternative names, else its common name.</summary>
    public static List<string> DomainsOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames())
            .ToList();
        var common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return names.Count > 0
            ? [.. names.OrderBy(name => name != common).Distinct(StringComparer.Ordinal)]
            : common.Length > 0 ? [common] : [];
    }

    private static string IssuerOf(X509Certificate2 certificate)
    {
        var organization = certificate.IssuerName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.10")
            .Select(part => part.GetSingleElementValue())
            .FirstOrDefault();
        return organization ?? certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
    }

    /// <summary>One that says nothing of it is for any use.</summary>
    private static IEnumerable<string> UsagesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { KeyUsages: var flags }
            ? usages.Where(usage => flags.HasFlag(usage.Flag)).Select(usage => usage.Name)
            : [KeyUsageName.Any];

    private static List<ExtendedKeyUsage> ExtendedOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } extension
            ?
            [
                .. extension.EnhancedKeyUsages.Cast<Oid>().Select(oid => new ExtendedKeyUsage
                {
                    Name = extended.GetValueOrDefault(oid.Value ?? "", ExtendedKeyUsageName.Custom),
                    OID = oid.Value,
                }),
            ]
            : [new() { Name = ExtendedKeyUsageName.None, OID = "" }];
}
