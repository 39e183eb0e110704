using System.Net;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>
/// Who lets clients through to an endpoint, as a firewall does. It is asked on any thread, and must not wait.
/// </summary>
public interface IEndpointGuard
{
    /// <summary>
    /// What says, whenever it is asked, whether a connection that a client opens now gets through still; null where it
    /// may not open one: who may not hears nothing.
    /// </summary>
    Func<bool>? Admit(IPEndPoint client);
}
