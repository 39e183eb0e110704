using System.Buffers;
using System.IO.Pipelines;
using Faultline.Kernel;

namespace Faultline.Network;

/// <summary>
/// What has left one end and not arrived at the other: bytes in order, each chunk with the time at which it is due.
/// Adding and taking are one at a time; copying what was taken may go on beside adding.
/// </summary>
internal sealed class Flight(int windowBytes)
{
    /// <summary>What a chunk costs besides its bytes, so that many small ones have a limit too.</summary>
    private const int MarkBytes = 64;

    private readonly Queue<Mark> marks = new();

    // It only keeps bytes: nobody ever waits for it, so it needs neither thresholds nor schedulers.
    private readonly Pipe bytes = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        useSynchronizationContext: false));

    private long held;
    private TimeSpan last;

    public bool IsEmpty => marks.Count == 0;

    /// <summary>How many bytes may still leave.</summary>
    public int Room => (int)Math.Max(0, windowBytes - held);

    /// <summary>Adds bytes, for as much as there is room, and says how many.</summary>
    public int Add(in ReadOnlySequence<byte> chunk, TimeSpan due)
    {
        var length = (int)Math.Min(chunk.Length, Room);
        foreach (var part in chunk.Slice(0, length))
        {
            bytes.Writer.Write(part.Span);
        }

        HasEnded(bytes.Writer.FlushAsync());
        Add(new Mark(MarkKind.Bytes, length, due));
        return length;
    }

    public void AddEnd(MarkKind kind, TimeSpan due) => Add(new Mark(kind, 0, due));

    /// <summary>Takes what is first in line, if there is something: the caller looks whether it is due.</summary>
    public bool TryPeek(out Mark mark) => marks.TryPeek(out mark);

    /// <summary>
    /// Takes all bytes that are due by then, up to the next end. Their room stays taken until <see cref="Free"/>.
    /// </summary>
    public (long Bytes, int Marks) Take(TimeSpan by)
    {
        var (length, count) = (0L, 0);
        while (marks.TryPeek(out var mark) && mark.Kind == MarkKind.Bytes && mark.Due <= by)
        {
            marks.Dequeue();
            length += mark.Length;
            count++;
        }

        return (length, count);
    }

    public void TakeEnd() => marks.Dequeue();

    /// <summary>Hands over bytes that were taken.</summary>
    public void CopyTo(PipeWriter to, long length)
    {
        if (!bytes.Reader.TryRead(out var read) || read.Buffer.Length < length)
        {
            throw new InvariantBroken("More bytes arrive than have left.");
        }

        var taken = read.Buffer.Slice(0, length);
        foreach (var part in taken)
        {
            to.Write(part.Span);
        }

        bytes.Reader.AdvanceTo(taken.End);
    }

    public void Free((long Bytes, int Marks) taken) => held -= taken.Bytes + taken.Marks * MarkBytes;

    /// <summary>
    /// Judges anew what is under way, after the way has changed: it is never later than something that leaves now. What
    /// stood still leaves now.
    /// </summary>
    public void Judge(TimeSpan now, bool stood, Way way, Dice dice)
    {
        last = TimeSpan.Zero;
        for (var count = marks.Count; count > 0; count--)
        {
            var mark = marks.Dequeue();
            var due = now + way.Delay(dice);
            due = stood || due < mark.Due ? due : mark.Due;
            last = due > last ? due : last;
            marks.Enqueue(mark with { Due = last });
        }
    }

    /// <summary>Forgets all of it.</summary>
    public void Drop()
    {
        marks.Clear();
        bytes.Writer.Complete();
        bytes.Reader.Complete();
    }

    private static void HasEnded(ValueTask<FlushResult> flush)
    {
        if (!flush.IsCompletedSuccessfully)
        {
            throw new InvariantBroken("A pipe without thresholds has paused its writer.");
        }
    }

    private void Add(Mark mark)
    {
        // In order: nothing overtakes what left before it.
        last = mark.Due > last ? mark.Due : last;
        marks.Enqueue(mark with { Due = last });
        held += mark.Length + (mark.Kind == MarkKind.Bytes ? MarkBytes : 0);
    }
}
