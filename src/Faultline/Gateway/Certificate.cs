using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Gateway;

/// <summary>
/// The development certificate: made once, signed by itself, and kept in the state folder for its owner alone. Clients
/// trust it by naming its file (<c>AWS_CA_BUNDLE</c>, <c>NODE_EXTRA_CA_CERTS</c>).
/// </summary>
internal static class Certificate
{
    public const string FileName = "certificate.pem";

    public const string KeyFileName = "certificate.key";

    private static readonly TimeSpan Life = TimeSpan.FromDays(825);

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Wildcards stand for one label each, so every depth of name that clients build has its own.</summary>
    private static readonly string[] Names =
    [
        "localhost",
        "*.localhost",
        "localhost.localstack.cloud",
        "*.localhost.localstack.cloud",
        "*.s3.localhost.localstack.cloud",
        "*.queue.localhost.localstack.cloud",
        "*.elb.localhost.localstack.cloud",
        "*.execute-api.localhost.localstack.cloud",
        "*.lambda-url.us-east-1.localhost.localstack.cloud",
        "*.us-east-1.localhost.localstack.cloud",
        "*.s3.localhost",
        "*.queue.localhost",
    ];

    public static SslStreamCertificateContext Of(string folder, TimeProvider clock)
    {
        var path = Path.Combine(folder, FileName);
        var keyPath = Path.Combine(folder, KeyFileName);
        var certificate = Load(path, keyPath, clock) ?? Make(path, keyPath, clock);
        return SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    private static X509Certificate2? Load(string path, string keyPath, TimeProvider clock)
    {
        if (!File.Exists(path) || !File.Exists(keyPath))
        {
            return null;
        }

        try
        {
            var kept = X509Certificate2.CreateFromPemFile(path, keyPath);
            if (kept.NotAfter.ToUniversalTime() - RenewBefore > clock.GetUtcNow().UtcDateTime)
            {
                return kept;
            }

            kept.Dispose();
        }
        catch (CryptographicException)
        {
            // Cut off while it was written, or altered by hand: a new one does no harm.
        }

        return null;
    }

    private static X509Certificate2 Make(string path, string keyPath, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Faultline development", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names)
        {
            names.AddDnsName(name);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = clock.GetUtcNow();
        var made = request.CreateSelfSigned(now.AddDays(-1), now + Life);
        Keep(keyPath, key.ExportPkcs8PrivateKeyPem());
        Keep(path, made.ExportCertificatePem());
        return made;
    }

    private static void Keep(string path, string pem)
    {
        var beside = path + ".new";
        File.Delete(beside);
        using (var file = new FileStream(beside, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(pem + "\n"));
        }

        File.Move(beside, path, overwrite: true);
    }
}
