using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Faultline.Network;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway.Lines;

/// <summary>
/// What comes over a line, as a pipe: bytes are received where they are read, when somebody reads.
/// </summary>
internal sealed class LineReader(Line line, CancellationTokenSource closed) : PipeReader
{
    private const int PieceBytes = 4096;

    /// <summary>With less room than this at its end, another piece is begun.</summary>
    private const int RoomBytesMin = 1024;

    private Piece? first;
    private Piece? last;
    private int start;
    private bool isExamined = true;
    private bool isEnded;
    private bool isComplete;
    private int isCancelled;

    public override bool TryRead(out ReadResult result)
    {
        if (TakeCancelled() is var cancelled && (cancelled || !isExamined || isEnded))
        {
            result = Result(cancelled);
            return true;
        }

        result = default;
        return false;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryRead(out var result))
        {
            return new(result);
        }

        ValueTask<int> coming;
        try
        {
            coming = line.Receive(Room());
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            throw Lost(gone);
        }

        return coming.IsCompletedSuccessfully && !cancellationToken.CanBeCanceled
            ? new(Come(coming.Result))
            : Wait(coming, cancellationToken);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (first is null || consumed.GetObject() is not Piece upTo)
        {
            return;
        }

        isExamined = examined.GetObject() is Piece piece
            && piece.RunningIndex + examined.GetInteger() == last!.RunningIndex + last.Filled;
        start = consumed.GetInteger();
        while (first != upTo)
        {
            first = first!.Leave();
        }

        if (first == last && start == first!.Filled)
        {
            // Nothing is left: the same piece is filled anew.
            first.Refill();
            (start, isExamined) = (0, true);
        }
    }

    public override void CancelPendingRead()
    {
        Volatile.Write(ref isCancelled, 1);
        line.GiveUp();
    }

    public override void Complete(Exception? exception = null)
    {
        if (isComplete)
        {
            return;
        }

        isComplete = true;
        while (first is not null)
        {
            first = first.Leave();
        }

        last = null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> Wait(ValueTask<int> coming, CancellationToken ct)
    {
        using var given = ct.UnsafeRegister(static line => ((Line)line!).GiveUp(), line);
        try
        {
            if (Volatile.Read(ref isCancelled) != 0)
            {
                // It was cancelled after we had looked and before we waited.
                line.GiveUp();
            }

            return Come(await coming);
        }
        catch (OperationCanceledException)
        {
            // The wait was given up: by whoever reads, or for him.
            ct.ThrowIfCancellationRequested();
            TakeCancelled();
            return Result(cancelled: true);
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            throw Lost(gone);
        }
    }

    private ReadResult Come(int count)
    {
        if (count == 0)
        {
            isEnded = true;
            closed.Cancel();
        }
        else
        {
            last!.Fill(count);
            isExamined = false;
        }

        return Result(TakeCancelled());
    }

    private Exception Lost(Exception gone)
    {
        closed.Cancel();
        return gone as IOException ?? new ConnectionResetException(gone.Message, gone);
    }

    private bool TakeCancelled() =>
        Volatile.Read(ref isCancelled) != 0 && Interlocked.Exchange(ref isCancelled, 0) != 0;

    private ReadResult Result(bool cancelled) => new(
        first is null ? default : new(first, start, last!, last!.Filled), cancelled, isEnded);

    private Memory<byte> Room()
    {
        if (last is null)
        {
            first = last = new(PieceBytes);
        }
        else if (last.Room.Length < RoomBytesMin)
        {
            last = last.Follow(PieceBytes);
        }

        return last.Room;
    }

    /// <summary>A part of what came, in memory that the pool lends.</summary>
    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        private readonly byte[] bytes;

        public Piece(int size)
        {
            bytes = ArrayPool<byte>.Shared.Rent(size);
            Memory = default;
        }

        public int Filled { get; private set; }

        public Memory<byte> Room => bytes.AsMemory(Filled);

        public void Fill(int count)
        {
            Filled += count;
            Memory = bytes.AsMemory(0, Filled);
        }

        public void Refill()
        {
            (Filled, RunningIndex, Memory) = (0, 0, default);
        }

        public Piece Follow(int size)
        {
            var next = new Piece(size) { RunningIndex = RunningIndex + Filled };
            Next = next;
            return next;
        }

        /// <summary>Gives the memory back, and tells what comes after.</summary>
        public Piece? Leave()
        {
            ArrayPool<byte>.Shared.Return(bytes);
            return (Piece?)Next;
        }
    }
}
