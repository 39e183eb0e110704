using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Engines.Balancer;

/// <summary>How a listener speaks TLS, made ready: what it shows depends on the name that a client asks for.</summary>
internal sealed class TlsPlan(
    SslServerAuthenticationOptions unnamed, (X509Certificate2 Shows, SslServerAuthenticationOptions Options)[] named)
{
    public ValueTask<SslServerAuthenticationOptions> Choose(
        SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken ct)
    {
        foreach (var (shows, options) in named)
        {
            if (hello.ServerName is { Length: > 0 } name && shows.MatchesHostname(name))
            {
                return new(options);
            }
        }

        return new(unnamed);
    }
}
