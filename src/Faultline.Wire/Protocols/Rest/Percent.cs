using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>Percent-encoded text of paths and query strings.</summary>
internal static class Percent
{
    private static readonly SearchValues<char> escapes = SearchValues.Create("%+");

    /// <summary>
    /// The text with its escapes resolved. A plus is a blank in a query string, and itself in a path.
    /// </summary>
    public static string Decode(ReadOnlySpan<char> text, bool plusIsBlank)
    {
        if (plusIsBlank ? !text.ContainsAny(escapes) : !text.Contains('%'))
        {
            return text.ToString();
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Decode(text, plusIsBlank, bytes);
            return Utf8.IsValid(bytes.AsSpan(0, length))
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw new MalformedInput("The URI is not valid UTF-8.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int Decode(ReadOnlySpan<char> text, bool plusIsBlank, Span<byte> bytes)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            var stop = text.IndexOfAny(escapes);
            var plain = stop < 0 ? text : text[..stop];
            length += Encoding.UTF8.GetBytes(plain, bytes[length..]);
            text = text[plain.Length..];
            if (text.IsEmpty)
            {
                break;
            }

            if (text[0] == '+')
            {
                bytes[length++] = (byte)(plusIsBlank ? ' ' : '+');
                text = text[1..];
                continue;
            }

            if (text.Length < 3 || Convert.FromHexString(text.Slice(1, 2), bytes[length..], out _, out _)
                != OperationStatus.Done)
            {
                throw new MalformedInput("A percent sign in the URI is not followed by two hexadecimal digits.");
            }

            length++;
            text = text[3..];
        }

        return length;
    }
}
