using System.Buffers.Text;

namespace Faultline.Engines.Balancer.Http;

/// <summary>How long a body is, by what its head says. Whatever can be understood in two ways is bad.</summary>
/// <remarks>RFC 9112, section 6.</remarks>
internal readonly record struct Framing(BodyKind Kind, long Length = 0)
{
    public static Framing None => new(BodyKind.None);

    /// <summary>Null when it cannot be said without doubt.</summary>
    public static Framing? OfRequest(Head head, ReadOnlySpan<byte> bytes)
    {
        if (!Find(head, bytes, out var coded, out var length))
        {
            return null;
        }

        return coded ? new(BodyKind.Chunked) : length > 0 ? new(BodyKind.Length, length) : None;
    }

    /// <summary>The same of an answer to a request with that method.</summary>
    public static Framing? OfAnswer(Head head, ReadOnlySpan<byte> bytes, bool toHead)
    {
        if (!Find(head, bytes, out var coded, out var length))
        {
            return null;
        }

        return toHead || head.Status is 204 or 304 or < 200 ? None
            : coded ? new(BodyKind.Chunked)
            : length > 0 ? new(BodyKind.Length, length)
            : length == 0 ? None
            : new(BodyKind.UntilEnd);
    }

    private static bool Find(Head head, ReadOnlySpan<byte> bytes, out bool coded, out long length)
    {
        (coded, length) = (false, -1);
        foreach (var field in head.Fields)
        {
            if (field.Name == FieldName.TransferEncoding)
            {
                // One coding, once: lists of them have been read in too many ways.
                if (coded || !head.IsLatest || !FieldNames.Is(field.ValueIn(bytes), "chunked"u8))
                {
                    return false;
                }

                coded = true;
            }
            else if (field.Name == FieldName.ContentLength)
            {
                var value = field.ValueIn(bytes);
                if (length >= 0 || value.IsEmpty || value.Length > 18
                    || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                    || !Utf8Parser.TryParse(value, out length, out var used) || used != value.Length)
                {
                    return false;
                }
            }
        }

        return !coded || length < 0;
    }
}

internal enum BodyKind : byte
{
    None,
    Length,
    Chunked,

    /// <summary>All that comes until the connection ends: answers only.</summary>
    UntilEnd,
}
