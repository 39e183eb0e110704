using System.Net;
using System.Net.Sockets;

namespace Faultline.Network;

/// <summary>A socket for datagrams.</summary>
internal sealed class SocketDatagrams : IDatagrams
{
    private readonly Socket socket;
    private readonly IPEndPoint anybody;

    public SocketDatagrams(IPEndPoint at)
    {
        socket = new(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        anybody = new(at.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            socket.Bind(at);
            At = (IPEndPoint)socket.LocalEndPoint!;
        }
        catch (SocketException why)
        {
            socket.Dispose();
            throw new IOException($"Nobody can take datagrams at {at}: {why.Message}.", why);
        }
    }

    public IPEndPoint At { get; }

    public async ValueTask<Datagram?> Receive(Memory<byte> into)
    {
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(into, SocketFlags.None, anybody);
                return new(received.ReceivedBytes, (IPEndPoint)received.RemoteEndPoint);
            }
            catch (Exception) when (socket.SafeHandle.IsClosed)
            {
                return null;
            }
            catch (SocketException)
            {
                // That somebody did not take a datagram of ours is heard here, and means nothing.
            }
        }
    }

    public async ValueTask Send(ReadOnlyMemory<byte> bytes, IPEndPoint to)
    {
        try
        {
            await socket.SendToAsync(bytes, SocketFlags.None, to);
        }
        catch (Exception lost) when (lost is SocketException or ObjectDisposedException)
        {
            // It is lost, as datagrams are.
        }
    }

    public void Dispose() => socket.Dispose();
}
