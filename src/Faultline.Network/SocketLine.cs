using System.Net;
using System.Net.Sockets;

namespace Faultline.Network;

/// <summary>A socket as a line.</summary>
internal sealed class SocketLine : Line
{
    private readonly Socket socket;

    public SocketLine(Socket socket)
    {
        this.socket = socket;
        try
        {
            socket.NoDelay = true;
            Peer = (IPEndPoint?)socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // It is gone already; whoever uses it hears of it.
        }
    }

    public override IPEndPoint? Peer { get; }

    public override bool HasNews
    {
        get
        {
            try
            {
                return socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception gone) when (IsGone(gone))
            {
                return true;
            }
        }
    }

    public override ValueTask<int> Receive(Memory<byte> into) => socket.ReceiveAsync(into, SocketFlags.None);

    public override ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        var sent = socket.SendAsync(bytes, SocketFlags.None);
        if (!sent.IsCompletedSuccessfully)
        {
            return Rest(sent, bytes);
        }

        var count = sent.Result;
        return count == bytes.Length ? ValueTask.CompletedTask : Rest(new(count), bytes);
    }

    public override void End()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // There is nobody to tell.
        }
    }

    public override void Close() => socket.Dispose();

    public override void Reset()
    {
        try
        {
            // Closing a socket that lingers for no time sends a reset instead of an end.
            socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    private async ValueTask Rest(ValueTask<int> sent, ReadOnlyMemory<byte> bytes)
    {
        bytes = bytes[await sent..];
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }
}
