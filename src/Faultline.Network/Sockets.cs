using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Network;

/// <summary>The TCP of this machine.</summary>
public sealed class Sockets : ITransport
{
    private const int BacklogMax = 512;

    public IListener Listen(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at);
            socket.Listen(BacklogMax);
            return new Listener(socket);
        }
        catch (SocketException why)
        {
            socket.Dispose();
            throw new IOException($"Nobody can listen at {at}: {why.Message}.", why);
        }
    }

    public async ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(to, ct);
            return new SocketPipe(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Listener(Socket socket) : IListener
    {
        public IPEndPoint At { get; } = (IPEndPoint)socket.LocalEndPoint!;

        public async ValueTask<Arrival?> Accept()
        {
            try
            {
                var client = await socket.AcceptAsync();
                return new(new SocketPipe(client), (IPEndPoint)client.RemoteEndPoint!);
            }
            catch (Exception) when (socket.SafeHandle.IsClosed)
            {
                return null;
            }
            catch (SocketException why)
            {
                throw new IOException($"No connection can be taken at {At}: {why.Message}.", why);
            }
        }

        public void Dispose() => socket.Dispose();
    }
}
