using System.Collections.Immutable;

namespace Faultline.Engines.Balancer.Config;

/// <summary>A port at which every node listens, and what becomes of what comes there.</summary>
public sealed record ListenerConfig(int Port, ListenerProtocol Protocol)
{
    /// <summary>In the order in which they are tried; the last has no conditions. Layer 4 has only that one.</summary>
    public ImmutableArray<RuleConfig> Rules { get; init; } = [];

    /// <summary>There for HTTPS and TLS.</summary>
    public TlsConfig? Tls { get; init; }

    /// <summary>A layer 4 connection that carries nothing for so long is closed.</summary>
    public TimeSpan? IdleAfter { get; init; }
}

public enum ListenerProtocol
{
    Http,
    Https,

    /// <summary>HTTP/2 without TLS, from the first byte.</summary>
    Http2,
    Tcp,
    Tls,
    Udp,
}
