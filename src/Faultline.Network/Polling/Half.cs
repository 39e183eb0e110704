using System.Threading.Tasks.Sources;

namespace Faultline.Network.Polling;

/// <summary>
/// One way of a polled line: moves bytes at once where it can, and otherwise when the loop says that it may. Waiting
/// allocates nothing. Only the loop's thread ends a wait that it has seen.
/// </summary>
internal abstract class Half(PolledLine line) : IValueTaskSource<int>
{
    private const int Given = 1 << 16;

    private ManualResetValueTaskSourceCore<int> source;
    private Memory<byte> bytes;
    private int isWaiting;

    /// <summary>
    /// How often the loop has told us. A try that found nothing is not made again before it has told once more; what it
    /// tells between the try and the wait is thereby not missed.
    /// </summary>
    private int told = 1;

    private int tried;

    /// <summary>The wait that is given up, by its number in the source and <see cref="Given"/>; 0 for none.</summary>
    private int givenUp;

    protected PolledLine Line => line;

    /// <summary>Moves, now or once it can. One call at a time.</summary>
    public ValueTask<int> Move(Memory<byte> what)
    {
        while (true)
        {
            line.ThrowIfClosed();
            var seen = Volatile.Read(ref told);
            if (seen != tried)
            {
                var count = Try(what.Span, out var isDone);
                if (isDone)
                {
                    tried = seen;
                }

                if (count != Epoll.NotNow)
                {
                    return new(count);
                }
            }

            line.Join();
            bytes = what;
            source.Reset();
            Interlocked.Exchange(ref isWaiting, 1);
            if ((Volatile.Read(ref told) == tried && !line.IsClosed) || !TakeBack())
            {
                return new(this, source.Version);
            }
        }
    }

    /// <summary>The loop says that the socket is ready. On the loop's thread.</summary>
    public void Notice()
    {
        Interlocked.Increment(ref told);
        if (!TakeBack())
        {
            return;
        }

        int count;
        try
        {
            line.ThrowIfClosed();
            var seen = told;
            count = Try(bytes.Span, out var isDone);
            if (isDone)
            {
                tried = seen;
            }
        }
        catch (Exception gone) when (Network.Line.IsGone(gone))
        {
            bytes = default;
            source.SetException(gone);
            return;
        }

        if (count == Epoll.NotNow)
        {
            Volatile.Write(ref isWaiting, 1);
            return;
        }

        bytes = default;
        source.SetResult(count);
    }

    /// <summary>Somebody waits.</summary>
    public bool IsWaiting => Volatile.Read(ref isWaiting) != 0;

    /// <summary>Marks the wait as given up; the loop ends it when it looks.</summary>
    public void GiveUp() => Volatile.Write(ref givenUp, (ushort)source.Version | Given);

    /// <summary>Ends a wait that was given up. On the loop's thread.</summary>
    public void EndWhatWasGivenUp()
    {
        var which = Interlocked.Exchange(ref givenUp, 0);
        if (which == ((ushort)source.Version | Given) && TakeBack())
        {
            bytes = default;
            source.SetException(new OperationCanceledException());
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    /// <summary>Moves what it can now; what it gives is <see cref="Epoll.NotNow"/> where that is nothing.</summary>
    /// <param name="isDone">Another try would find nothing, before the loop tells.</param>
    protected abstract int Try(Span<byte> what, out bool isDone);

    private bool TakeBack() => Interlocked.CompareExchange(ref isWaiting, 0, 1) == 1;
}

/// <summary>What comes.</summary>
internal sealed class Incoming(PolledLine line) : Half(line)
{
    private Shortcut? shortcut;

    /// <summary>The same; what the shortcut takes, if there is one, is nothing that comes here.</summary>
    public ValueTask<int> Move(Memory<byte> what, Shortcut? by)
    {
        shortcut = by;
        return Move(what);
    }

    protected override int Try(Span<byte> what, out bool isDone)
    {
        if (shortcut is not null && Line.IsHere)
        {
            return shortcut.Move(what, out isDone);
        }

        return Line.Receive(what, out isDone);
    }
}

/// <summary>What goes.</summary>
internal sealed class Outgoing(PolledLine line) : Half(line)
{
    /// <summary>Waits until a connection that is under way is made; throws when it is not. Nothing is sent.</summary>
    public async ValueTask Open() => await Move(default);

    protected override int Try(Span<byte> what, out bool isDone)
    {
        var count = Line.Push(what);
        if (count == Epoll.NotNow && Line.WantRoom())
        {
            count = Line.Push(what);
        }

        isDone = count == Epoll.NotNow;
        return count;
    }
}
