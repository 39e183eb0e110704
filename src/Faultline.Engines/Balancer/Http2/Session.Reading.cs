using System.Buffers;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Engines.Balancer.Http2;

/// <content>Frames that come.</content>
internal sealed partial class Session
{
    private const int BufferBytes = 2 * FrameHead.LengthMax;

    private readonly BlockReader reader = new();
    private readonly List<Entry> entries = [];
    private readonly Out block = new();

    /// <summary>What is to be said to what came, gathered so that it leaves together.</summary>
    private readonly Out replies = new();

    private byte[] input = [];

    /// <summary>The head of which the rest is to follow; nothing else may come before that.</summary>
    private FrameHead? unfinished;
    private int last;
    private int windowIn = WindowBytes;

    /// <summary>Takes frame after frame; what is wrong with one, or nothing at the end of all.</summary>
    private async ValueTask<ErrorCode> Read()
    {
        input = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var (begin, end, greeted) = (0, 0, !options.IsServer);
        while (true)
        {
            replies.Begin(0);
            while (TakeFrame(input.AsSpan(begin, end - begin), ref greeted, out var error) is > 0 and var used)
            {
                begin += used;
                if (error != ErrorCode.None)
                {
                    return error;
                }
            }

            if (replies.Length > 0)
            {
                await Send(replies.Written);
            }

            input.AsSpan(begin, end - begin).CopyTo(input);
            (begin, end) = (0, end - begin);
            var count = await line.Receive(input.AsMemory(end));
            if (count == 0)
            {
                return ErrorCode.None;
            }

            end += count;
            Interlocked.Increment(ref moves);
        }
    }

    private void Release()
    {
        if (input.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(input);
            input = [];
        }

        block.Release();
        replies.Release();
        output.Release();
    }

    /// <summary>How many bytes it took; 0 when more have to come first.</summary>
    private int TakeFrame(ReadOnlySpan<byte> bytes, ref bool greeted, out ErrorCode error)
    {
        error = ErrorCode.None;
        if (!greeted)
        {
            var count = Math.Min(bytes.Length, Preface.Length);
            greeted = count == Preface.Length;
            error = bytes[..count].SequenceEqual(Preface.AsSpan(0, count)) ? ErrorCode.None : ErrorCode.Protocol;
            return greeted || error != ErrorCode.None ? count : 0;
        }

        if (bytes.Length < FrameHead.Bytes)
        {
            return 0;
        }

        var head = FrameHead.Read(bytes);
        if (head.Length > FrameHead.LengthMax)
        {
            error = ErrorCode.FrameSize;
            return FrameHead.Bytes;
        }

        if (bytes.Length < FrameHead.Bytes + head.Length)
        {
            return 0;
        }

        error = Take(head, bytes.Slice(FrameHead.Bytes, head.Length));
        return FrameHead.Bytes + head.Length;
    }

    private ErrorCode Take(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if ((unfinished is { } of && (head.Type != FrameType.Continuation || head.Strand != of.Strand))
            || (!hasSettings && head.Type != FrameType.Settings))
        {
            return ErrorCode.Protocol;
        }

        return head.Type switch
        {
            FrameType.Data => TakeData(head, bytes),
            FrameType.Headers => TakeHeaders(head, bytes),
            FrameType.Continuation => unfinished is null ? ErrorCode.Protocol : TakeBlock(head, bytes),
            FrameType.Priority => TakePriority(head, bytes),
            FrameType.Reset => TakeReset(head, bytes),
            FrameType.Settings => TakeSettings(head, bytes),
            FrameType.Push => ErrorCode.Protocol,
            FrameType.Ping => TakePing(head, bytes),
            FrameType.GoAway => TakeGoAway(head, bytes),
            FrameType.Window => TakeWindow(head, bytes),
            _ => ErrorCode.None,
        };
    }

    private ErrorCode TakeData(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (IsIdleStrand(head.Strand) || !Unpad(head, ref bytes))
        {
            return ErrorCode.Protocol;
        }

        lock (gate)
        {
            windowIn -= head.Length;
            if (windowIn < 0)
            {
                return ErrorCode.FlowControl;
            }
        }

        var (strand, isKept) = (Find(head.Strand), false);
        Refuse(strand, strand?.TakeData(bytes, head.Length, head.Has(FrameFlags.End), out isKept) ?? ErrorCode.None);
        if (!isKept)
        {
            // It was bad, or the strand is over at this end: what is thrown away takes no room.
            Credit(head.Length, replies);
        }

        return ErrorCode.None;
    }

    private ErrorCode TakeHeaders(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (head.Strand == 0 || !Unpad(head, ref bytes))
        {
            return ErrorCode.Protocol;
        }

        if (head.Has(FrameFlags.Prioritized))
        {
            if (bytes.Length < 5)
            {
                return ErrorCode.FrameSize;
            }

            bytes = bytes[5..];
        }

        unfinished = head;
        block.Begin(bytes.Length);
        return TakeBlock(head, bytes);
    }

    private ErrorCode TakeBlock(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        block.Add(bytes);
        if (!head.Has(FrameFlags.EndOfBlock))
        {
            // Those that go on and on are not read to their end. An empty one leads nowhere.
            return block.Length > options.HeadBytesMax || bytes.IsEmpty ? ErrorCode.Calm : ErrorCode.None;
        }

        var first = unfinished!.Value;
        unfinished = null;
        entries.Clear();
        return !reader.Read(block.Written.Span, options.HeadBytesMax, entries, out var isTooLong)
            ? ErrorCode.Compression
            : TakeFields(first.Strand, first.Has(FrameFlags.End), isTooLong);
    }

    private ErrorCode TakeFields(int id, bool ends, bool isTooLong)
    {
        if (Find(id) is { } strand)
        {
            Refuse(strand, isTooLong ? ErrorCode.Calm : strand.TakeFields(entries, ends));
            return ErrorCode.None;
        }

        if (!IsIdleStrand(id))
        {
            // It is over at this end; the other one may not have heard of that yet.
            return ErrorCode.None;
        }

        if (!options.IsServer || id % 2 == 0)
        {
            return ErrorCode.Protocol;
        }

        last = id;
        var made = new Strand(this) { Id = id };
        var error = isTooLong ? ErrorCode.Calm : made.TakeFields(entries, ends);
        if (error != ErrorCode.None || !TryServe(made))
        {
            made.Lose();
            AddReset(id, error == ErrorCode.None ? ErrorCode.Refused : error, replies);
        }

        return ErrorCode.None;
    }

    /// <summary>What is wrong with one strand ends that one only.</summary>
    private void Refuse(Strand? strand, ErrorCode error)
    {
        if (strand is not null && error != ErrorCode.None)
        {
            AddReset(strand.Id, error, replies);
            strand.Lose();
        }
    }

    /// <summary>Whether nobody has asked anything by that number yet.</summary>
    private bool IsIdleStrand(int id)
    {
        if (options.IsServer)
        {
            return id == 0 || id > last;
        }

        lock (gate)
        {
            return id == 0 || id % 2 == 0 || id >= next;
        }
    }

    private static bool Unpad(FrameHead head, ref ReadOnlySpan<byte> bytes)
    {
        if (!head.Has(FrameFlags.Padded))
        {
            return true;
        }

        if (bytes.IsEmpty || bytes[0] >= bytes.Length)
        {
            return false;
        }

        bytes = bytes[1..^bytes[0]];
        return true;
    }
}
