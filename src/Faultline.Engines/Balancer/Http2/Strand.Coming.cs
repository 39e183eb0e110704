using System.Buffers;
using System.Buffers.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Engines.Balancer.Http2;

/// <content>Frames become text. Only whoever reads the connection calls these.</content>
internal sealed partial class Strand
{
    /// <summary>What a head, or a chunk's size, is written into before it joins the text.</summary>
    private readonly Out text = new();
    private Framing? coming;
    private long comingLeft;
    private int windowIn = Session.WindowBytesFirst;

    /// <summary>Fields: the head of the message, or what stands behind its body.</summary>
    public ErrorCode TakeFields(List<Entry> entries, bool ends)
    {
        text.Begin(0);
        if (coming is { } framing)
        {
            return ends && !inEnded && IsBehind(entries) ? TakeEnd(framing, entries) : ErrorCode.Protocol;
        }

        var isInterim = false;
        var found = IsServer
            ? RequestText.Write(entries, ends, text)
            : AnswerText.Write(entries, ends, asksHead, text, out isInterim);
        if (found is not { } known)
        {
            text.Release();
            return ErrorCode.Protocol;
        }

        asksHead |= IsServer && IsHead(entries);
        coming = isInterim ? null : known;
        comingLeft = known.Length;
        Add(text.Written.Span, 0);
        text.Release();
        End(ends);
        return ErrorCode.None;
    }

    /// <summary>Bytes of a body.</summary>
    /// <param name="isKept">They wait to be read, and take room until they are.</param>
    public ErrorCode TakeData(ReadOnlySpan<byte> bytes, int room, bool ends, out bool isKept)
    {
        isKept = false;
        if (coming is not { } framing || inEnded)
        {
            return inEnded ? ErrorCode.StreamClosed : ErrorCode.Protocol;
        }

        // What the other end was told is more than what it has left, until it hears that: this end counts what it said.
        if (!TakeRoom(room))
        {
            return ErrorCode.FlowControl;
        }

        comingLeft -= framing.Kind == BodyKind.Length ? bytes.Length : 0;
        if ((framing.Kind == BodyKind.None && !bytes.IsEmpty) || comingLeft < 0
            || (ends && framing.Kind == BodyKind.Length && comingLeft > 0))
        {
            return ErrorCode.Protocol;
        }

        text.Begin(0);
        if (framing.Kind == BodyKind.Chunked && !bytes.IsEmpty)
        {
            Span<byte> size = stackalloc byte[16];
            Utf8Formatter.TryFormat(bytes.Length, size, out var digits, new('x'));
            text.Add(size[..digits]);
            text.Add("\r\n"u8);
            text.Add(bytes);
            text.Add("\r\n"u8);
        }
        else
        {
            text.Add(bytes);
        }

        if (ends && framing.Kind == BodyKind.Chunked)
        {
            text.Add("0\r\n\r\n"u8);
        }

        isKept = Add(text.Written.Span, room);
        text.Release();
        End(ends);
        return ErrorCode.None;
    }

    private ErrorCode TakeEnd(Framing framing, List<Entry> entries)
    {
        if (framing.Kind == BodyKind.Length && comingLeft > 0)
        {
            return ErrorCode.Protocol;
        }

        if (framing.Kind == BodyKind.Chunked)
        {
            // Behind a body of known length HTTP/1.1 has no place for them.
            text.Add("0\r\n"u8);
            foreach (var entry in entries)
            {
                FieldRules.AddLine(entry, text);
            }

            text.Add("\r\n"u8);
            Add(text.Written.Span, 0);
        }

        text.Release();
        End(ends: true);
        return ErrorCode.None;
    }

    private static bool IsBehind(List<Entry> entries) => entries.TrueForAll(
        each => FieldRules.IsGood(each)
            && FieldNames.Find(each.Name) is not (FieldName.ContentLength or FieldName.Host or FieldName.Te));

    private static bool IsHead(List<Entry> entries) => entries.Exists(
        each => each.Name.AsSpan().SequenceEqual(":method"u8) && each.Value.AsSpan().SequenceEqual("HEAD"u8));

    private void End(bool ends)
    {
        if (ends)
        {
            Ended(isIn: true);
            news.Tell();
        }
    }

    private bool TakeRoom(int room)
    {
        lock (gate)
        {
            windowIn -= room;
            return windowIn >= 0;
        }
    }

    /// <summary>Adds text that stands for so much of the other end's room; false when nobody will read it.</summary>
    private bool Add(ReadOnlySpan<byte> bytes, int room)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            taken += room;
            if (buffer.Length - end < bytes.Length)
            {
                MakeRoom(bytes.Length);
            }

            bytes.CopyTo(buffer.AsSpan(end));
            end += bytes.Length;
        }

        news.Tell();
        return true;
    }

    private void MakeRoom(int more)
    {
        var count = end - begin;
        var into = count + more <= buffer.Length / 2 ? buffer : ArrayPool<byte>.Shared.Rent((count + more) * 2);
        buffer.AsSpan(begin, count).CopyTo(into);
        if (into != buffer && buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        (buffer, begin, end) = (into, 0, count);
    }
}
