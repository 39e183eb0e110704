using System.Buffers.Binary;

namespace Faultline.Services.Sqs;

/// <summary>
/// Names one receive of one message of one queue. A queue made anew under an old name has another incarnation, so that
/// handles of the old one do not fit it.
/// </summary>
internal readonly record struct ReceiptHandle(ulong Incarnation, ulong Number, int Receives)
{
    private const int Bytes = 27;

    /// <summary>The form's version; AWS's handles begin with these bytes too, which read <c>AQEB</c>.</summary>
    private static ReadOnlySpan<byte> Mark => [1, 1, 1];

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[3..], Incarnation);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[11..], Number ^ Incarnation);
        BinaryPrimitives.WriteInt32BigEndian(bytes[19..], Receives);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[23..], Check(bytes[..23]));
        return Convert.ToBase64String(bytes);
    }

    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        handle = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != Bytes ||
            !bytes.StartsWith(Mark) ||
            BinaryPrimitives.ReadUInt32BigEndian(bytes[23..]) != Check(bytes[..23]))
        {
            return false;
        }

        var incarnation = BinaryPrimitives.ReadUInt64BigEndian(bytes[3..]);
        handle = new(
            incarnation,
            BinaryPrimitives.ReadUInt64BigEndian(bytes[11..]) ^ incarnation,
            BinaryPrimitives.ReadInt32BigEndian(bytes[19..]));
        return true;
    }

    /// <summary>FNV-1a: it tells a handle from a slip of the keyboard, not from a forgery.</summary>
    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        var sum = 2166136261u;
        foreach (var one in bytes)
        {
            sum = (sum ^ one) * 16777619u;
        }

        return sum;
    }
}
