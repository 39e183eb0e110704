using System.Net;
using System.Net.Sockets;

namespace Faultline.Network;

/// <summary>A socket as a line.</summary>
internal class SocketLine : Line
{
    /// <param name="peer">Who is at the other end, where the socket cannot say.</param>
    public SocketLine(Socket socket, IPEndPoint? peer = null)
    {
        (Socket, Peer) = (socket, peer);
        try
        {
            socket.NoDelay = true;
            Peer ??= (IPEndPoint?)socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // It is gone already; whoever uses it hears of it.
        }
    }

    public sealed override IPEndPoint? Peer { get; }

    public sealed override bool HasNews
    {
        get
        {
            try
            {
                return IsClosed || Socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception gone) when (IsGone(gone))
            {
                return true;
            }
        }
    }

    /// <summary>It is closed at this end.</summary>
    public virtual bool IsClosed => Socket.SafeHandle.IsClosed;

    protected Socket Socket { get; }

    public override ValueTask<int> Receive(Memory<byte> into) => Socket.ReceiveAsync(into, SocketFlags.None);

    public sealed override ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        var sent = Some(bytes);
        if (!sent.IsCompletedSuccessfully)
        {
            return Rest(sent, bytes);
        }

        var count = sent.Result;
        return count == bytes.Length ? ValueTask.CompletedTask : Rest(new(count), bytes);
    }

    public sealed override void End()
    {
        if (IsClosed)
        {
            return;
        }

        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // There is nobody to tell.
        }
    }

    public sealed override void Close() => Shut();

    public sealed override void Reset()
    {
        if (IsClosed)
        {
            return;
        }

        try
        {
            // Closing a socket that lingers for no time sends a reset instead of an end.
            Socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // It is closed already.
        }

        Shut();
    }

    /// <summary>Sends some, and says how many.</summary>
    protected virtual ValueTask<int> Some(ReadOnlyMemory<byte> bytes) => Socket.SendAsync(bytes, SocketFlags.None);

    /// <summary>Closes the socket; whoever waits for it hears of that.</summary>
    protected virtual void Shut() => Socket.Dispose();

    private async ValueTask Rest(ValueTask<int> sent, ReadOnlyMemory<byte> bytes)
    {
        bytes = bytes[await sent..];
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Some(bytes)..];
        }
    }
}
