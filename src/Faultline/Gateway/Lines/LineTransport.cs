using System.Net;
using System.Net.Sockets;
using Faultline.Network;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway.Lines;

/// <summary>
/// Connections for Kestrel that wait at loops of our own: a request costs one call of the kernel to come in and one to
/// be answered. Kestrel's own sockets take twice as many.
/// </summary>
internal sealed class LineTransport : IConnectionListenerFactory
{
    private readonly Sockets sockets = new();

    /// <summary>There are such loops on this machine.</summary>
    public static bool IsHere => OperatingSystem.IsLinux();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return new(new Listener(sockets.Listen((IPEndPoint)endpoint)));
        }
        catch (IOException taken) when (taken.InnerException is SocketException
        {
            SocketErrorCode: SocketError.AddressAlreadyInUse,
        } why)
        {
            throw new AddressInUseException(why.Message, why);
        }
    }

    private sealed class Listener(IListener listener) : IConnectionListener
    {
        public EndPoint EndPoint => listener.At;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    return await listener.AcceptLine() is { } line ? new LineConnection(line, EndPoint) : null;
                }
                catch (IOException)
                {
                    // One that was gone before it was taken, or too many at once: the next may be taken.
                    await Task.Yield();
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

        public ValueTask DisposeAsync()
        {
            listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
