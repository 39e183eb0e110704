using System.Net;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>Where a forwarder listens, on behalf of which place, and what it allows.</summary>
public sealed record ForwarderOptions(IPEndPoint Listen, Domain Here)
{
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>
    /// How long a target may not answer: what tcp_syn_retries = 6 comes to in Linux
    /// (docs.kernel.org/networking/ip-sysctl.html).
    /// </summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(127);

    /// <summary>How long a connection may carry nothing; null for ever.</summary>
    public TimeSpan? IdleAfter { get; init; }

    public RelayOptions Relay { get; init; } = RelayOptions.Usual;
}
