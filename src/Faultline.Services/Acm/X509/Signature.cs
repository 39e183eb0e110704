using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Services.Acm.X509;

/// <summary>
/// Whether one certificate was signed by another (RFC 5280). The system's own chains also ask whom this machine trusts,
/// which is not the question.
/// </summary>
internal static class Signature
{
    private const string Pss = "1.2.840.113549.1.1.10";

    private static readonly Dictionary<string, (string Name, HashAlgorithmName Hash)> algorithms = new()
    {
        ["1.2.840.113549.1.1.5"] = ("SHA1WITHRSA", HashAlgorithmName.SHA1),
        ["1.2.840.113549.1.1.11"] = ("SHA256WITHRSA", HashAlgorithmName.SHA256),
        ["1.2.840.113549.1.1.12"] = ("SHA384WITHRSA", HashAlgorithmName.SHA384),
        ["1.2.840.113549.1.1.13"] = ("SHA512WITHRSA", HashAlgorithmName.SHA512),
        ["1.2.840.10045.4.3.2"] = ("SHA256WITHECDSA", HashAlgorithmName.SHA256),
        ["1.2.840.10045.4.3.3"] = ("SHA384WITHECDSA", HashAlgorithmName.SHA384),
        ["1.2.840.10045.4.3.4"] = ("SHA512WITHECDSA", HashAlgorithmName.SHA512),
    };

    private static readonly Dictionary<string, HashAlgorithmName> hashes = new()
    {
        ["2.16.840.1.101.3.4.2.1"] = HashAlgorithmName.SHA256,
        ["2.16.840.1.101.3.4.2.2"] = HashAlgorithmName.SHA384,
        ["2.16.840.1.101.3.4.2.3"] = HashAlgorithmName.SHA512,
    };

    public static string NameOf(X509Certificate2 certificate) =>
        certificate.SignatureAlgorithm.Value is { } oid && algorithms.TryGetValue(oid, out var known)
            ? known.Name
            : certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value ?? "";

    public static bool IsBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData))
        {
            return false;
        }

        try
        {
            var outer = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence();
            var signed = outer.ReadEncodedValue();
            var algorithm = outer.ReadSequence();
            var signature = outer.ReadBitString(out _);
            return IsBy(issuer, signed.Span, signature, algorithm.ReadObjectIdentifier(), algorithm);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static bool IsBy(
        X509Certificate2 issuer, ReadOnlySpan<byte> signed, byte[] signature, string oid, AsnReader rest)
    {
        using var rsa = issuer.GetRSAPublicKey();
        if (oid == Pss)
        {
            return rsa is not null && HashOf(rest) is { } own
                && rsa.VerifyData(signed, signature, own, RSASignaturePadding.Pss);
        }

        if (!algorithms.TryGetValue(oid, out var known))
        {
            return false;
        }

        if (rsa is not null)
        {
            return rsa.VerifyData(signed, signature, known.Hash, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = issuer.GetECDsaPublicKey();
        return ecdsa?.VerifyData(signed, signature, known.Hash, DSASignatureFormat.Rfc3279DerSequence) == true;
    }

    /// <summary>The hash that parameters of RSASSA-PSS name.</summary>
    private static HashAlgorithmName? HashOf(AsnReader algorithm)
    {
        var oid = algorithm.ReadSequence().ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence()
            .ReadObjectIdentifier();
        return hashes.TryGetValue(oid, out var hash) ? hash : null;
    }
}
