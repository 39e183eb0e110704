using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>Writes the fields of an answer as the head that HTTP/1.1 has for it.</summary>
internal static class AnswerText
{
    /// <summary>How long the body is to be; null when the fields are no answer.</summary>
    /// <param name="isInterim">Another answer is to follow.</param>
    public static Framing? Write(List<Entry> entries, bool ends, bool toHead, Out into, out bool isInterim)
    {
        isInterim = false;
        if (entries is not [{ } first, ..] || !first.Name.AsSpan().SequenceEqual(":status"u8)
            || first.Value is not [>= (byte)'1' and <= (byte)'9', var tens, var ones]
            || !char.IsAsciiDigit((char)tens) || !char.IsAsciiDigit((char)ones))
        {
            return null;
        }

        into.Add("HTTP/1.1 "u8);
        into.Add(first.Value);
        into.Add(" \r\n"u8);
        var length = default(long?);
        foreach (var entry in entries.Skip(1))
        {
            if (!FieldRules.IsGood(entry) || !FieldRules.TakeLength(entry, ref length))
            {
                return null;
            }

            if (FieldNames.Find(entry.Name) != FieldName.ContentLength)
            {
                FieldRules.AddLine(entry, into);
            }
        }

        isInterim = first.Value[0] == (byte)'1';
        var hasNone = toHead || isInterim || first.Value.AsSpan().SequenceEqual("204"u8)
            || first.Value.AsSpan().SequenceEqual("304"u8);
        if (isInterim && (ends || first.Value.AsSpan().SequenceEqual("101"u8)))
        {
            // Nothing is switched to within HTTP/2.
            return null;
        }

        return Frame(ends, hasNone, length, into);
    }

    private static Framing? Frame(bool ends, bool hasNone, long? length, Out into)
    {
        if (ends && !hasNone && length > 0)
        {
            return null;
        }

        var framing = hasNone || ends || length == 0 ? Framing.None
            : length is { } known ? new Framing(BodyKind.Length, known)
            : new(BodyKind.Chunked);
        if (length is not null || (ends && !hasNone))
        {
            into.Add("Content-Length: "u8);
            into.Add(length ?? 0);
            into.Add("\r\n"u8);
        }

        into.Add(framing.Kind == BodyKind.Chunked ? "Transfer-Encoding: chunked\r\n\r\n"u8 : "\r\n"u8);
        return framing;
    }
}
