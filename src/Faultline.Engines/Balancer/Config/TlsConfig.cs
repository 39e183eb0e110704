using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Engines.Balancer.Config;

/// <summary>What a listener shows to clients that speak TLS.</summary>
public sealed record TlsConfig(X509Certificate2 Default)
{
    /// <summary>Others, by the name that a client asks for.</summary>
    public ImmutableArray<X509Certificate2> More { get; init; } = [];

    /// <summary>The oldest version that is spoken: 12 or 13.</summary>
    public int VersionMin { get; init; } = 12;

    /// <summary>The newest one.</summary>
    public int VersionMax { get; init; } = 13;
}
