using System.Buffers;
using System.Globalization;
using System.Text;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>
/// Makes strings of JSON text whose escapes are known to be well formed. Messages in messages are common, so texts full
/// of escapes are worth a way of their own.
/// </summary>
internal static class JsonText
{
    private const int StackBytesMax = 512;

    public static string Escaped(ReadOnlySpan<byte> text) => Unescape(text, Utf8Text.Read);

    /// <summary>The text without its escapes, in UTF-8 still.</summary>
    public static byte[] Plain(ReadOnlySpan<byte> text) => Unescape(text, Utf8Text.Copy);

    private static T Unescape<T>(ReadOnlySpan<byte> text, Func<ReadOnlySpan<byte>, T> make)
    {
        var rented = text.Length > StackBytesMax ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        var plain = rented ?? stackalloc byte[StackBytesMax];
        try
        {
            return make(plain[..Unescape(text, plain)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Takes the escapes away, which never makes a text longer, and says how many bytes are left.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, scoped Span<byte> plain)
    {
        var length = 0;
        while (true)
        {
            var run = text.IndexOf((byte)'\\');
            if (run < 0)
            {
                text.CopyTo(plain[length..]);
                return length + text.Length;
            }

            text[..run].CopyTo(plain[length..]);
            length += run;
            var escape = text[run + 1];
            text = text[(run + 2)..];
            if (escape == (byte)'u')
            {
                length += Character(ref text).EncodeToUtf8(plain[length..]);
            }
            else
            {
                plain[length++] = escape switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'t' => (byte)'\t',
                    (byte)'r' => (byte)'\r',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    _ => escape,
                };
            }
        }
    }

    /// <summary>
    /// The character whose code begins the text: four digits, or two times four for a pair of surrogates.
    /// </summary>
    private static Rune Character(ref ReadOnlySpan<byte> text)
    {
        var first = Digits(ref text);
        if (Rune.TryCreate(first, out var alone))
        {
            return alone;
        }

        if (text.StartsWith("\\u"u8))
        {
            text = text[2..];
            if (Rune.TryCreate(first, Digits(ref text), out var pair))
            {
                return pair;
            }
        }

        throw new MalformedInput("STRING_VALUE is not valid Unicode");
    }

    private static char Digits(ref ReadOnlySpan<byte> text)
    {
        var code = ushort.Parse(text[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        text = text[4..];
        return (char)code;
    }
}
