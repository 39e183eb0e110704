using System.Text;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>Makes strings of UTF-8, and nothing of what is none: text is kept as it came, or not at all.</summary>
internal static class Utf8Text
{
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
            throw new MalformedInput("STRING_VALUE is not valid Unicode", broken);
        }
    }
}
