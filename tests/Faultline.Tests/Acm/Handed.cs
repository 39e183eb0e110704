using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Api.Acm;

namespace Faultline.Tests.Acm;

/// <summary>A certificate as somebody hands it in, made on the spot, with its key and its chain.</summary>
internal sealed record Handed(string Certificate, string Key, string? Chain = null)
{
    public static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Until = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static AsymmetricAlgorithm NewKey(string algorithm) => algorithm switch
    {
        "EC_prime256v1" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "EC_secp384r1" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        "EC_secp521r1" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => RSA.Create(int.Parse(algorithm.AsSpan(4), null)),
    };

    /// <summary>One that signed itself.</summary>
    public static Handed Own(
        string name = "example.com",
        string algorithm = "EC_prime256v1",
        string? other = null,
        X509KeyUsageFlags usages = X509KeyUsageFlags.DigitalSignature)
    {
        using var key = NewKey(algorithm);
        using var made = Draft(name, key, other, usages).CreateSelfSigned(From, Until);
        return new(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>One that an authority signed, which another one signed: the chain has both.</summary>
    public static Handed Signed(string algorithm = "RSA_2048")
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var root = Authority("root", rootKey).CreateSelfSigned(From, Until);
        using var middleKey = RSA.Create(2048);
        using var middle = Authority("middle", middleKey).Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), From, Until, [1]);
        using var key = NewKey(algorithm);
        using var leaf = Draft("example.com", key, "www.example.com").Create(
            middle.SubjectName,
            X509SignatureGenerator.CreateForRSA(middleKey, RSASignaturePadding.Pkcs1),
            From,
            Until,
            [2]);
        return new(
            leaf.ExportCertificatePem(),
            key.ExportPkcs8PrivateKeyPem(),
            $"{middle.ExportCertificatePem()}\n{root.ExportCertificatePem()}");
    }

    public ImportCertificateRequest Request(string? over = null) => new()
    {
        CertificateArn = over,
        Certificate = Encoding.UTF8.GetBytes(Certificate),
        PrivateKey = Encoding.UTF8.GetBytes(Key),
        CertificateChain = Chain is null ? null : Encoding.UTF8.GetBytes(Chain),
    };

    private static CertificateRequest Authority(string name, AsymmetricAlgorithm key)
    {
        var draft = Bare(name, key);
        draft.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return draft;
    }

    private static CertificateRequest Draft(
        string name,
        AsymmetricAlgorithm key,
        string? other,
        X509KeyUsageFlags usages = X509KeyUsageFlags.DigitalSignature)
    {
        var draft = Bare(name, key);
        draft.CertificateExtensions.Add(new X509KeyUsageExtension(usages, true));
        if (name.Length == 0)
        {
            return draft;
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (other is not null)
        {
            names.AddDnsName(other);
        }

        draft.CertificateExtensions.Add(names.Build());
        return draft;
    }

    private static CertificateRequest Bare(string name, AsymmetricAlgorithm key)
    {
        var subject = name.Length == 0 ? "O=Tests" : $"CN={name}, O=Tests";
        return key is RSA rsa
            ? new(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new(subject, (ECDsa)key, HashAlgorithmName.SHA256);
    }
}
