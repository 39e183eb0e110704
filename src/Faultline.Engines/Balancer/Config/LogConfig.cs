using Faultline.Engines.Balancer.Logs;

namespace Faultline.Engines.Balancer.Config;

/// <summary>What a balancer writes down, and how; what has no form is not written down.</summary>
public sealed record LogConfig
{
    /// <summary>Every request that was answered, or given up.</summary>
    public ILogForm<Visit>? Requests { get; init; }

    /// <summary>Every connection, once it is clear whether the two come to terms. HTTP and HTTPS only.</summary>
    public ILogForm<Guest>? Openings { get; init; }

    /// <summary>Every connection over TLS, once it is over. Layer 4 only.</summary>
    public ILogForm<Guest>? Closings { get; init; }
}
