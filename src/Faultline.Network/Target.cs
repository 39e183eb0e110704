using System.IO.Pipelines;
using System.Net;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>Whom a connection is for: where that is, and how to reach it. Null means that nobody is there.</summary>
public sealed record Target(Domain At, Func<CancellationToken, ValueTask<IDuplexPipe?>> Connect)
{
    /// <summary>What is sent there vanishes, as at a firewall: the connection is silent until it is given up.</summary>
    public static Target Void(Domain at) => new(at, static _ => new((IDuplexPipe?)null)) { Swallows = true };

    /// <summary>
    /// Says whether what is on the way lets a connection through that it has let in; null when nothing on it could
    /// do otherwise. It is asked by whoever reviews the connection, on any thread, and must not wait.
    /// </summary>
    public Func<bool>? Passes { get; init; }

    /// <summary>Where it is counted what is carried there and back; null where nobody wants to know.</summary>
    public Traffic? Traffic { get; init; }

    /// <summary>Nobody answers there, not even with a refusal.</summary>
    public bool Swallows { get; private init; }

    /// <summary>Whoever listens at an address.</summary>
    public static Target Address(Domain at, ITransport transport, IPEndPoint address) =>
        new(at, ct => transport.Connect(address, ct));
}
