using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace Faultline.Simulation;

/// <summary>What scripted servers and their clients say to one another: a word, three numbers and a text.</summary>
internal readonly record struct ScriptedFrame(ScriptedWord Word, long A = 0, long B = 0, long C = 0, string Text = "")
{
    private const int HeadBytes = 1 + 3 * sizeof(long) + sizeof(int);

    public void Write(PipeWriter to)
    {
        var text = Encoding.UTF8.GetBytes(Text);
        var room = to.GetSpan(HeadBytes + text.Length);
        room[0] = (byte)Word;
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], A);
        BinaryPrimitives.WriteInt64LittleEndian(room[9..], B);
        BinaryPrimitives.WriteInt64LittleEndian(room[17..], C);
        BinaryPrimitives.WriteInt32LittleEndian(room[25..], text.Length);
        text.CopyTo(room[HeadBytes..]);
        to.Advance(HeadBytes + text.Length);
    }

    /// <summary>Sends it; false when nobody is there any more.</summary>
    public async ValueTask<bool> Send(PipeWriter to)
    {
        Write(to);
        return !(await to.FlushAsync()).IsCompleted;
    }

    /// <summary>The next one; null when there is none, or whoever reads is told to stop.</summary>
    public static async ValueTask<ScriptedFrame?> Read(PipeReader from)
    {
        while (true)
        {
            var read = await from.ReadAsync();
            if (read.IsCanceled)
            {
                from.AdvanceTo(read.Buffer.Start);
                return null;
            }

            if (TryRead(read.Buffer, out var frame, out var used))
            {
                from.AdvanceTo(used);
                return frame;
            }

            from.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static bool TryRead(in ReadOnlySequence<byte> buffer, out ScriptedFrame frame, out SequencePosition used)
    {
        (frame, used) = (default, buffer.Start);
        if (buffer.Length < HeadBytes)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[HeadBytes];
        buffer.Slice(0, HeadBytes).CopyTo(head);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head[25..]);
        if (buffer.Length < HeadBytes + length)
        {
            return false;
        }

        frame = new(
            (ScriptedWord)head[0],
            BinaryPrimitives.ReadInt64LittleEndian(head[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[9..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[17..]),
            Encoding.UTF8.GetString(buffer.Slice(HeadBytes, length)));
        used = buffer.GetPosition(HeadBytes + length);
        return true;
    }
}

/// <summary>What a frame is.</summary>
internal enum ScriptedWord : byte
{
    /// <summary>A client writes a value (A).</summary>
    Write,

    Acknowledged,

    /// <summary>Acknowledged without those that the commit was to wait for.</summary>
    AcknowledgedLocally,

    Refused,

    /// <summary>A standby follows from a place (A) with a history (B), under a slot (text).</summary>
    Follow,

    /// <summary>It is fed from now on.</summary>
    Fed,

    /// <summary>An entry: its timeline (A), its value (B) and its hour (C).</summary>
    Entry,

    /// <summary>A standby has flushed up to a place (A).</summary>
    Flushed,

    /// <summary>All entries are asked for.</summary>
    Copy,

    /// <summary>That was all.</summary>
    End,
}
