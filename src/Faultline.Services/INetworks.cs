using System.Net;

namespace Faultline.Services;

/// <summary>
/// Who gets through to whom in the networks of a region, by groups, ACLs and routes, at one moment. Never changes.
/// </summary>
internal interface INetworks
{
    /// <summary>Another one with the same says the same.</summary>
    long Version { get; }

    /// <summary>Whether what an interface sends gets through to a port of an instance.</summary>
    /// <param name="isOpen">Groups have let the connection through before, and remember it.</param>
    bool Reaches(string from, string instance, int port, bool isOpen);

    /// <summary>Whether a client gets through to a port of an interface.</summary>
    bool Admits(IPEndPoint client, string to, int port, bool isOpen);

    /// <summary>Whether a client gets through to what is guarded by more than its interface says.</summary>
    /// <param name="isTracked">Groups have let the connection through before, and remember it.</param>
    bool Admits(IPEndPoint client, Guarded to, bool isTracked);

    /// <summary>Whether groups remember a connection that they let in there.</summary>
    bool Tracks(IPEndPoint client, Guarded to);
}
