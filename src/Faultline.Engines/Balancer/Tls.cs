using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer;

/// <summary>How TLS is spoken with clients and with targets.</summary>
internal static class Tls
{
    public static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Targets are not asked who they are: load balancers take any certificate of theirs ("Target groups for your
    /// Application Load Balancers", routing configuration).
    /// </summary>
    [SuppressMessage("Security", "CA5359", Justification = "Load balancers do not ask their targets who they are.")]
    public static SslClientAuthenticationOptions ToTarget(string host, bool isHttp2) => new()
    {
        TargetHost = host,
        ApplicationProtocols = isHttp2 ? [SslApplicationProtocol.Http2] : null,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
    };

    [SuppressMessage("Security", "CA5397", Justification = "The security policy of a listener names the versions.")]
    [SuppressMessage("Security", "CA5398", Justification = "The security policy of a listener names the versions.")]
    public static SslServerAuthenticationOptions? Of(TlsConfig? config, bool offersHttp2)
    {
        if (config is null)
        {
            return null;
        }

        var more = config.More;
        return new()
        {
            ServerCertificateSelectionCallback = (_, name) =>
                more.FirstOrDefault(each => name is not null && each.MatchesHostname(name)) ?? config.Default,
            ApplicationProtocols = offersHttp2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : null,
            EnabledSslProtocols =
                config.VersionMin >= 13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        };
    }
}
