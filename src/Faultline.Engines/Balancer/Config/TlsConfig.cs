using System.Collections.Immutable;
using System.Net.Security;

namespace Faultline.Engines.Balancer.Config;

/// <summary>What a listener shows to clients that speak TLS: certificates, each with those that signed it.</summary>
public sealed record TlsConfig(SslStreamCertificateContext Default)
{
    /// <summary>Others, by the name that a client asks for.</summary>
    public ImmutableArray<SslStreamCertificateContext> More { get; init; } = [];

    /// <summary>The oldest version that is spoken: 12 or 13.</summary>
    public int VersionMin { get; init; } = 12;

    /// <summary>The newest one.</summary>
    public int VersionMax { get; init; } = 13;
}
