using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Faultline.Network.Polling;

/// <summary>A socket as a line that a loop of ours tells when it is ready.</summary>
internal sealed class PolledLine : SocketLine, ISeated
{
    private readonly SafeSocketHandle handle;
    private readonly int file;
    private readonly Incoming incoming;
    private readonly Outgoing outgoing;
    private readonly Lock gate = new();
    private volatile bool isClosed;
    private volatile bool hasEnded;
    private volatile bool wantsRoom;
    private bool isOwedNotice;
    private Loop? loop;
    private Action? tell;

    /// <param name="peer">Who is at the other end, where the socket cannot say.</param>
    public PolledLine(Socket socket, IPEndPoint? peer = null)
        : base(socket, peer)
    {
        socket.Blocking = false;
        handle = socket.SafeHandle;
        file = (int)handle.DangerousGetHandle();
        (incoming, outgoing) = (new(this), new(this));
    }

    public override bool IsClosed => isClosed;

    public override bool HasEnded => hasEnded;

    /// <summary>
    /// This thread is the loop's, on which nobody else closes the socket: it may be used without holding it.
    /// </summary>
    public bool IsHere => loop is { } mine && ReferenceEquals(mine, Loop.Here) && !isClosed;

    public ulong Seat { get; set; }

    public override object? Home => Volatile.Read(ref loop);

    /// <summary>Connects; null when nobody listens there.</summary>
    public static async ValueTask<Line?> Dial(IPEndPoint to, CancellationToken ct)
    {
        var line = new PolledLine(new(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp), to);
        using var cancelled = ct.UnsafeRegister(static line => ((PolledLine)line!).Close(), line);
        try
        {
            await line.Connect(to);
            return line;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            line.Close();
            ct.ThrowIfCancellationRequested();
            return null;
        }
    }

    public override ValueTask<int> Receive(Memory<byte> into) => incoming.Move(into, null);

    /// <summary>The same; what the shortcut takes is nothing that comes here.</summary>
    public ValueTask<int> Receive(Memory<byte> into, Shortcut shortcut) => incoming.Move(into, shortcut);

    /// <summary>What of it can be received at once.</summary>
    /// <param name="isDone">Another try would find nothing, before the loop tells.</param>
    public int Receive(Span<byte> into, out bool isDone)
    {
        var count = IsHere ? Epoll.Receive(file, into) : ReceiveElsewhere(into);

        // Less than there is room for is all there was, unless the end is there already, of which nothing more is told.
        isDone = count == Epoll.NotNow || (count > 0 && count < into.Length && !hasEnded);
        return count;
    }

    /// <summary>
    /// Who sends found no room: he hears from now on when there is. False when that was known already; otherwise there
    /// may be room by now, of which he was not told.
    /// </summary>
    public bool WantRoom()
    {
        if (wantsRoom)
        {
            return false;
        }

        wantsRoom = true;
        Interlocked.MemoryBarrier();
        return true;
    }

    /// <summary>Sends as many as there is room for at once.</summary>
    public int Push(ReadOnlySpan<byte> bytes) => IsHere ? Epoll.Send(file, bytes) : PushElsewhere(bytes);

    /// <summary>Has one loop tell of both this line and another one, where they can still choose.</summary>
    public void JoinWith(PolledLine other)
    {
        Join(Volatile.Read(ref other.loop));
        other.Join(Volatile.Read(ref loop));
    }

    /// <summary>Comes to a loop, before it waits for the first time: to that of whoever waits.</summary>
    public void Join() => Join(null);

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(isClosed, this);

    public override void GiveUp()
    {
        incoming.GiveUp();
        Volatile.Read(ref loop)?.Wake(this);
    }

    public override void OnEnd(Action tell)
    {
        Volatile.Write(ref this.tell, tell);
        try
        {
            Join();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            TellOfEnd();
        }
    }

    /// <summary>Looks whether it was closed, or a wait given up. On the loop's thread.</summary>
    public void Look()
    {
        if (isClosed)
        {
            base.Shut();
            Notice(Epoll.In | Epoll.Out | Epoll.Hup);
            return;
        }

        incoming.EndWhatWasGivenUp();
        if (isOwedNotice)
        {
            isOwedNotice = false;
            incoming.Notice();
        }
    }

    /// <summary>Has the loop go on with what comes once others had their turn. On the loop's thread.</summary>
    public void NoticeAgain()
    {
        isOwedNotice = true;
        loop!.Wake(this);
    }

    /// <summary>The socket is ready, as the kernel says, or closed. On the loop's thread.</summary>
    public void Notice(uint what)
    {
        hasEnded |= (what & (Epoll.PeerEnds | Epoll.Hup | Epoll.Err)) != 0;
        if ((what & ~Epoll.Out) != 0)
        {
            incoming.Notice();
        }

        // Almost always there is room, and nobody to whom that is news.
        if (wantsRoom && (what & (Epoll.Out | Epoll.Hup | Epoll.Err)) != 0)
        {
            outgoing.Notice();
        }

        // Who waits is told by what he receives; bytes that are there still come before the end.
        if (hasEnded && Volatile.Read(ref tell) is not null && !incoming.IsWaiting && IsEmptied)
        {
            TellOfEnd();
        }
    }

    protected override ValueTask<int> Some(ReadOnlyMemory<byte> bytes) => outgoing.Move(MemoryMarshal.AsMemory(bytes));

    protected override void Shut()
    {
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;

            // Once it has a loop that alone closes the socket, which it thereby can use without holding it.
            if (loop is null)
            {
                base.Shut();
            }
            else
            {
                loop.Leave(this);
            }
        }
    }

    private void Join(Loop? to)
    {
        if (Volatile.Read(ref loop) is not null)
        {
            return;
        }

        lock (gate)
        {
            ThrowIfClosed();
            if (loop is null)
            {
                var next = to ?? Loop.Next();
                next.Join(this, file);
                Volatile.Write(ref loop, next);
            }
        }
    }

    private async ValueTask Connect(IPEndPoint to)
    {
        if (!Epoll.Connect(file, to))
        {
            await outgoing.Open();
            wantsRoom = false;
        }

        if (Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is not 0)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }

    /// <summary>Nothing more can be received.</summary>
    private bool IsEmptied
    {
        get
        {
            try
            {
                return Socket.Available == 0;
            }
            catch (Exception gone) when (IsGone(gone))
            {
                return true;
            }
        }
    }

    private void TellOfEnd() => Interlocked.Exchange(ref tell, null)?.Invoke();

    private int ReceiveElsewhere(Span<byte> into)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return Epoll.Receive(file, into);
        }
        finally
        {
            Release(held);
        }
    }

    private int PushElsewhere(ReadOnlySpan<byte> bytes)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return Epoll.Send(file, bytes);
        }
        finally
        {
            Release(held);
        }
    }

    private void Release(bool held)
    {
        if (held)
        {
            handle.DangerousRelease();
        }
    }
}
