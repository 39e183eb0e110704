using System.IO.Pipelines;
using System.Net;

namespace Faultline.Network;

/// <summary>Where connections come from and lead to: the sockets of this machine, or a simulation's.</summary>
public interface ITransport
{
    /// <summary>
    /// Listens at an address; port 0 is any that is free. Throws an <see cref="IOException"/> if it is taken.
    /// </summary>
    IListener Listen(IPEndPoint at);

    /// <summary>Connects to an address; null when nobody listens there.</summary>
    ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct);

    /// <summary>The same, without pipes.</summary>
    async ValueTask<Line?> Dial(IPEndPoint to, CancellationToken ct) =>
        await Connect(to, ct) is { } pipe ? new PipeLine(pipe, to) : null;
}

/// <summary>Takes connections at an address, until it is disposed.</summary>
public interface IListener : IDisposable
{
    /// <summary>The address, with the port that it got.</summary>
    IPEndPoint At { get; }

    /// <summary>
    /// The next connection; null once it listens no longer. An <see cref="IOException"/> is trouble with this one, or a
    /// lack of something that may pass.
    /// </summary>
    ValueTask<Arrival?> Accept();

    /// <summary>The same, without pipes.</summary>
    async ValueTask<Line?> AcceptLine() =>
        await Accept() is { } arrival ? new PipeLine(arrival.Pipe, arrival.From) : null;
}
