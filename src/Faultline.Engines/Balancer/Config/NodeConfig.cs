using System.Net;
using Faultline.Kernel.Places;

namespace Faultline.Engines.Balancer.Config;

/// <summary>The balancer's node in a zone: where it stands, and the address at which it listens.</summary>
public sealed record NodeConfig(Domain At, IPAddress Address)
{
    /// <summary>The zone, by which targets are its own or others'.</summary>
    public string Zone => At.Zone?.Name ?? At.Name;
}
