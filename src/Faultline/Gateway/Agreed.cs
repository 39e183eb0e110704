using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Faultline.Gateway;

/// <summary>
/// What client and server have agreed on before the first request. Kestrel chooses the protocol by these two features:
/// HTTP/2 wants both, whether or not TLS lies beneath.
/// </summary>
internal sealed class Agreed(SslApplicationProtocol protocol) : ITlsApplicationProtocolFeature, ITlsConnectionFeature
{
    /// <summary>HTTP/2 by prior knowledge.</summary>
    public static readonly Agreed Http2 = new(SslApplicationProtocol.Http2);

    public ReadOnlyMemory<byte> ApplicationProtocol => protocol.Protocol;

    /// <summary>Clients show no certificate.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<X509Certificate2?>(null);

    public void MarkOn(IFeatureCollection features)
    {
        features.Set<ITlsConnectionFeature>(this);
        features.Set<ITlsApplicationProtocolFeature>(this);
    }
}
