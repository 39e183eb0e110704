using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Api.Acm;
using Faultline.Services.Acm.Keeping;

namespace Faultline.Services.Acm.X509;

/// <summary>Keys of certificates and what ACM calls their kinds (KeyAlgorithm in the API reference).</summary>
internal static class Keys
{
    private static readonly int[] lengths = [1024, 2048, 3072, 4096];

    private static readonly Dictionary<string, string> curves = new()
    {
        ["1.2.840.10045.3.1.7"] = KeyAlgorithm.ECPrime256v1,
        ["1.3.132.0.34"] = KeyAlgorithm.ECSecp384r1,
        ["1.3.132.0.35"] = KeyAlgorithm.ECSecp521r1,
    };

    /// <summary>A new key, from the system's chance: no seed may lead to it.</summary>
    public static AsymmetricAlgorithm Make(string algorithm) => algorithm switch
    {
        KeyAlgorithm.ECPrime256v1 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        KeyAlgorithm.ECSecp384r1 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        _ => RSA.Create(2048),
    };

    /// <summary>What ACM calls the kind of a certificate's key; null for one that it does not take.</summary>
    public static string? KindOf(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
        {
            return lengths.Contains(rsa.KeySize) ? $"RSA_{rsa.KeySize}" : null;
        }

        using var ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa?.ExportParameters(false).Curve is { IsNamed: true } curve && curve.Oid.Value is { } oid
            ? curves.GetValueOrDefault(oid)
            : null;
    }

    /// <summary>How answers spell it, in AWS as here: with a hyphen, unlike requests.</summary>
    public static string? Spell(string? algorithm) => algorithm?.Replace('_', '-');

    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 Join(string body, byte[] key) =>
        X509Certificate2.CreateFromPem(body, PemEncoding.WriteString("PRIVATE KEY", key));

    /// <summary>The same with its chain, as whoever speaks TLS wants it. Nobody is asked for what is missing.</summary>
    public static SslStreamCertificateContext Show(Material material)
    {
        var chain = new X509Certificate2Collection();
        if (material.Chain is not null)
        {
            chain.ImportFromPem(material.Chain);
        }

        return SslStreamCertificateContext.Create(Join(material.Body, material.Key), chain, offline: true);
    }
}
