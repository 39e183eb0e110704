using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Engines.Postgres;
using Faultline.Wire.Routing;

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

    private static readonly string[] Domains = ["localhost", "localhost.localstack.cloud"];

    /// <summary>What stands before the domain in names that have one label more, beside the regions.</summary>
    private static readonly string[] Services =
        ["s3", "queue", "elb", "execute-api", "cloudfront", "s3-website", "lambda-url", "opensearch"];

    private static readonly Lock gate = new();

    public static SslStreamCertificateContext Of(string folder, TimeProvider clock)
    {
        lock (gate) // Whoever comes first makes it; the gateway and databases show the same.
        {
            return Kept(folder, clock);
        }
    }

    /// <summary>The same, for databases.</summary>
    public static ServerTls PemOf(string folder, TimeProvider clock)
    {
        Of(folder, clock);
        return new(
            File.ReadAllText(Path.Combine(folder, FileName)), File.ReadAllText(Path.Combine(folder, KeyFileName)));
    }

    private static SslStreamCertificateContext Kept(string folder, TimeProvider clock)
    {
        var path = Path.Combine(folder, FileName);
        var keyPath = Path.Combine(folder, KeyFileName);
        var certificate = Load(path, keyPath, clock) ?? Make(path, keyPath, clock);
        return SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    /// <summary>What names of load balancers have behind their own.</summary>
    private static string BalancersOf(string region) => $"{region}.elb";

    private static X509Certificate2? Load(string path, string keyPath, TimeProvider clock)
    {
        if (!File.Exists(path) || !File.Exists(keyPath))
        {
            return null;
        }

        try
        {
            var kept = X509Certificate2.CreateFromPemFile(path, keyPath);
            if (kept.NotAfter.ToUniversalTime() - RenewBefore > clock.GetUtcNow().UtcDateTime
                && kept.MatchesHostname($"a.{BalancersOf(Regions.Common[0])}.{Domains[0]}"))
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
        foreach (var domain in Domains)
        {
            // A wildcard stands for one label, so each depth of name that clients build has its own.
            names.AddDnsName(domain);
            names.AddDnsName("*." + domain);
            foreach (var label in Services.Concat(Regions.Common).Concat(Regions.Common.Select(BalancersOf)))
            {
                names.AddDnsName($"*.{label}.{domain}");
            }
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        var serverAuthentication = new Oid("1.3.6.1.5.5.7.3.1");
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([serverAuthentication], critical: false));
        var now = clock.GetUtcNow();
        var made = request.CreateSelfSigned(now.AddDays(-1), now + Life);
        PrivateFile.Write(keyPath, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        PrivateFile.Write(path, Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n"));
        return made;
    }
}
