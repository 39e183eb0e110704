using System.Text;
using System.Text.Unicode;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>Makes texts of UTF-8, and nothing of what is none: text is kept as it came, or not at all.</summary>
internal static class Utf8Text
{
    private const string Refusal = "STRING_VALUE is not valid Unicode";

    private static readonly UTF8Encoding strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return strict.GetString(text);
        }
        catch (DecoderFallbackException broken)
        {
            throw new MalformedInput(Refusal, broken);
        }
    }

    /// <summary>The text as bytes of its own.</summary>
    public static byte[] Copy(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? text.ToArray() : throw new MalformedInput(Refusal);
}
