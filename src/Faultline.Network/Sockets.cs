using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Faultline.Network.Polling;

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
            if (at.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

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

    public IDatagrams Bind(IPEndPoint at) => new SocketDatagrams(at);

    public async ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct) =>
        await Open(to, ct) is { } socket ? new SocketPipe(socket) : null;

    public ValueTask<Line?> Dial(IPEndPoint to, CancellationToken ct) =>
        Loop.IsHere ? PolledLine.Dial(to, ct) : DialAnywhere(to, ct);

    private static async ValueTask<Line?> DialAnywhere(IPEndPoint to, CancellationToken ct) =>
        await Open(to, ct) is { } socket ? new SocketLine(socket) : null;

    private static async ValueTask<Socket?> Open(IPEndPoint to, CancellationToken ct)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(to, ct);
            return socket;
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

        public async ValueTask<Arrival?> Accept() => await Next() is { } client
            ? new(new SocketPipe(client), (IPEndPoint)client.RemoteEndPoint!)
            : null;

        public async ValueTask<Line?> AcceptLine() => await Next() is not { } client ? null
            : Loop.IsHere ? new PolledLine(client)
            : new SocketLine(client);

        public void Dispose() => socket.Dispose();

        private async ValueTask<Socket?> Next()
        {
            try
            {
                return await socket.AcceptAsync();
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
    }
}
