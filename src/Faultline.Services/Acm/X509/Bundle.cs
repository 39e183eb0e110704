using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Api.Acm;
using Faultline.Services.Acm.Keeping;

namespace Faultline.Services.Acm.X509;

/// <summary>
/// What somebody imports: a certificate, its key and its chain, which fit one another ("Prerequisites for importing ACM
/// certificates" and "Troubleshooting certificate import problems", ACM user guide).
/// </summary>
internal static class Bundle
{
    private const string Plain = "PRIVATE KEY";

    public static Material Check(ImportCertificateRequest request, DateTimeOffset now)
    {
        var own = Certificates(request.Certificate);
        if (own.Count > 1)
        {
            throw Refusal.Invalid(
                "The certificate field contains more than one certificate. You can specify only one certificate in "
                + "this field.");
        }

        var chain = request.CertificateChain is { } given ? Certificates(given) : [];
        try
        {
            CheckOwn(own[0], now);
            CheckChain(own[0], chain);
            return new(
                Pem(own),
                chain.Count > 0 ? Pem(chain) : null,
                Key(Encoding.UTF8.GetString(request.PrivateKey), own[0]));
        }
        finally
        {
            own.Concat(chain).ToList().ForEach(each => each.Dispose());
        }
    }

    private static List<X509Certificate2> Certificates(byte[] given)
    {
        var found = new List<X509Certificate2>();
        try
        {
            foreach (var (label, der) in Blocks(Encoding.UTF8.GetString(given)))
            {
                found.Add(label == "CERTIFICATE" ? X509CertificateLoader.LoadCertificate(der) : throw Unreadable());
            }
        }
        catch (CryptographicException)
        {
            throw Unreadable();
        }

        return found.Count > 0 ? found : throw Unreadable();
    }

    private static Wire.AwsError Unreadable() =>
        Refusal.Invalid("Unable to parse certificate. Please ensure the certificate is in PEM format.");

    private static void CheckOwn(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (certificate.Version != 3)
        {
            throw Refusal.Invalid("The certificate is not an X.509 version 3 certificate.");
        }

        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime())
        {
            throw Refusal.Invalid("The certificate is not valid yet.");
        }

        if (now.UtcDateTime > certificate.NotAfter.ToUniversalTime())
        {
            throw Refusal.Invalid("The certificate is expired.");
        }

        if (Keys.KindOf(certificate) is null)
        {
            using var rsa = certificate.GetRSAPublicKey();
            throw Refusal.Invalid(rsa is null
                ? "The private key is not supported."
                : $"The private key length {rsa.KeySize} is not supported for key algorithm RSA.");
        }
    }

    /// <summary>Each certificate must be signed by the next; one without a chain, by itself.</summary>
    private static void CheckChain(X509Certificate2 certificate, List<X509Certificate2> chain)
    {
        if (chain.Count == 0)
        {
            if (!Signature.IsBy(certificate, certificate))
            {
                throw Refusal.Invalid(
                    "Provided certificate is not a valid self signed. Please provide either a valid self-signed "
                    + "certificate or certificate chain.");
            }

            return;
        }

        var below = certificate;
        foreach (var each in chain)
        {
            if (each.RawData.AsSpan().SequenceEqual(certificate.RawData) || !Signature.IsBy(below, each))
            {
                throw Refusal.Invalid("Could not validate the certificate with the certificate chain.");
            }

            below = each;
        }
    }

    /// <summary>The key in PKCS #8, if it is that of the certificate.</summary>
    private static byte[] Key(string pem, X509Certificate2 certificate)
    {
        var block = Blocks(pem).FirstOrDefault(each => each.Label.EndsWith(Plain, StringComparison.Ordinal));
        if (block.Der is null || block.Label.StartsWith("ENCRYPTED", StringComparison.Ordinal))
        {
            throw Refusal.Invalid("The private key is not supported.");
        }

        var spki = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        using var rsa = RSA.Create();
        using var ecdsa = ECDsa.Create();
        var text = PemEncoding.WriteString(block.Label, block.Der);
        foreach (var key in (AsymmetricAlgorithm[])[rsa, ecdsa])
        {
            try
            {
                key.ImportFromPem(text);
            }
            catch (Exception other) when (other is CryptographicException or ArgumentException)
            {
                // Not a key of this kind.
                continue;
            }

            return Same(key, certificate, spki)
                ? key.ExportPkcs8PrivateKey()
                : throw Refusal.Invalid("The private key does not match the certificate.");
        }

        throw Refusal.Invalid("The private key is not supported.");
    }

    /// <summary>The same point may be written in two ways, so keys on curves are compared as points.</summary>
    private static bool Same(AsymmetricAlgorithm key, X509Certificate2 certificate, byte[] spki)
    {
        if (key is not ECDsa own)
        {
            return key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki);
        }

        using var shown = certificate.GetECDsaPublicKey();
        if (shown is null || shown.KeySize != own.KeySize)
        {
            return false;
        }

        var (one, two) = (own.ExportParameters(false).Q, shown.ExportParameters(false).Q);
        return one.X.AsSpan().SequenceEqual(two.X) && one.Y.AsSpan().SequenceEqual(two.Y);
    }

    private static List<(string Label, byte[] Der)> Blocks(string pem)
    {
        var blocks = new List<(string, byte[])>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            blocks.Add((
                rest[fields.Label].ToString(), Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            rest = rest[fields.Location.End..];
        }

        return blocks;
    }

    private static string Pem(IEnumerable<X509Certificate2> all) =>
        string.Concat(all.Select(each => each.ExportCertificatePem() + "\n"));
}
