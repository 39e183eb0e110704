using System.Buffers;
using System.Net;
using Faultline.Engines.Balancer.Http;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>
/// One request and its answer within a connection of HTTP/2. Whoever has it speaks HTTP/1.1: what comes is read as
/// text, and what is sent as text leaves as frames.
/// </summary>
internal sealed partial class Strand(Session session) : Line
{
    private readonly Lock gate = new();
    private readonly Signal news = new();

    /// <summary>Text that came and nobody has read yet, from one place of the buffer to another.</summary>
    private byte[] buffer = [];
    private int begin;
    private int end;

    /// <summary>What the text takes of the other end's room. Text is never shorter than what it stands for.</summary>
    private int taken;
    private bool inEnded;
    private bool outEnded;
    private bool isLost;
    private bool isClosed;

    /// <summary>0 until it is known.</summary>
    public int Id { get; set; }

    /// <summary>How much may be sent. Its session sees to that.</summary>
    public long WindowOut { get; set; }

    /// <summary>Told when more may be sent.</summary>
    public Signal Room { get; } = new();

    public bool IsForgotten { get; set; }

    /// <summary>Called when the other end gives it up.</summary>
    public Action? OnLost { get; set; }

    public override IPEndPoint? Peer => session.Peer;

    private bool IsServer => session.Options.IsServer;

    public override async ValueTask<int> Receive(Memory<byte> into)
    {
        while (true)
        {
            int count, credit;
            bool isOpen;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(isClosed, this);
                count = Math.Min(end - begin, into.Length);
                if (count == 0 && (inEnded || isLost))
                {
                    return inEnded ? 0 : throw new IOException("The stream was reset.");
                }

                buffer.AsSpan(begin, count).CopyTo(into.Span);
                begin += count;
                (credit, isOpen) = (Owed(), !inEnded);
            }

            if (credit > 0)
            {
                await session.Credit(this, credit, isOpen);
            }

            if (count > 0)
            {
                return count;
            }

            await news.Wait();
        }
    }

    /// <summary>Ends an answer that only its end can end.</summary>
    public override void End()
    {
        if (IsServer)
        {
            _ = EndAnswer();
        }
    }

    /// <summary>Ends it at this end; the other one is told if there was more to come or to go.</summary>
    public override void Close()
    {
        bool isWhole;
        int left;
        ErrorCode error;
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            isWhole = (inEnded && outEnded) || isLost;
            error = !IsServer ? ErrorCode.Cancel : outEnded ? ErrorCode.None : ErrorCode.Internal;
            (left, taken) = (taken, 0);
            Release();
        }

        Wake();
        if (!isWhole)
        {
            session.SayReset(this, error);
        }

        session.Forget(this);
        if (left > 0)
        {
            _ = session.Credit(this, left, isOpen: false).AsTask();
        }
    }

    public override void Reset() => Close();

    /// <summary>The other end has given it up, or the connection is gone.</summary>
    public void Lose()
    {
        lock (gate)
        {
            if (isLost)
            {
                return;
            }

            isLost = true;
        }

        Wake();
        session.Forget(this);
        OnLost?.Invoke();
    }

    public void ThrowIfLost()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            if (isLost)
            {
                throw new IOException("The stream was reset.");
            }
        }
    }

    private void Wake()
    {
        news.Tell();
        Room.Tell();
    }

    /// <summary>How much room the other end can be told to have again: worth a frame, or nothing.</summary>
    private int Owed()
    {
        var owed = taken - Math.Min(taken, end - begin);
        if (begin == end)
        {
            Release();
        }

        if (owed < Session.WindowBytesFirst / 2)
        {
            return 0;
        }

        taken -= owed;
        windowIn += owed;
        return owed;
    }

    private void Release()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }

        (begin, end) = (0, 0);
    }

    private void Ended(bool isIn)
    {
        lock (gate)
        {
            inEnded |= isIn;
            outEnded |= !isIn;
            if (!inEnded || !outEnded)
            {
                return;
            }
        }

        session.Forget(this);
    }
}
