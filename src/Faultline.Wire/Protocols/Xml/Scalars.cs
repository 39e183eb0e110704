using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// Simple values as the text protocols (query, XML, HTTP bindings) spell them. What does not parse is a
/// <see cref="MalformedInput"/> that names the member, never the value, which may be a secret.
/// </summary>
internal static class Scalars
{
    /// <summary>The bytes that the longest number or timestamp takes; more is none.</summary>
    public const int BytesMax = 128;

    private const NumberStyles Fractional =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool Boolean(ReadOnlySpan<char> text, Member member) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase)
        || (text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false : throw Bad(member, "a boolean"));

    public static int Integer(ReadOnlySpan<char> text, Member member) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Bad(member, "an integer");

    public static long Long(ReadOnlySpan<char> text, Member member) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Bad(member, "a long");

    public static float Float(ReadOnlySpan<char> text, Member member)
    {
        var value = Double(text, member);
        return float.IsInfinity((float)value) && double.IsFinite(value) ? throw Bad(member, "a float") : (float)value;
    }

    /// <summary>A number, or one of the three words that AWS has for those that are none.</summary>
    public static double Double(ReadOnlySpan<char> text, Member member) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ when double.TryParse(text, Fractional, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) => value,
        _ => throw Bad(member, "a number"),
    };

    public static byte[] Blob(ReadOnlySpan<byte> text, Member member)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out var taken, out var made) != System.Buffers.OperationStatus.Done
            || taken != text.Length)
        {
            throw Bad(member, "base64");
        }

        return made == bytes.Length ? bytes : bytes[..made];
    }

    public static byte[] Blob(ReadOnlySpan<char> text, Member member)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(text, bytes, out var made) ? bytes[..made] : throw Bad(member, "base64");
    }

    /// <summary>
    /// A timestamp in whichever form it comes. The forms cannot be mistaken for one another, and clients do not keep to
    /// the one that the model names.
    /// </summary>
    public static DateTimeOffset Timestamp(ReadOnlySpan<char> text) => Timestamps.Parse(text, Form(text));

    public static string Text(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    public static string Text(float value) =>
        float.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : Text((double)value);

    /// <summary>Text from bytes that have to be UTF-8.</summary>
    public static string String(ReadOnlySpan<byte> bytes, Member member) =>
        System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw new MalformedInput($"{member.Name} is not valid UTF-8.");

    public static MalformedInput Bad(Member member, string wanted) =>
        new($"The value of {member.Name} is not {wanted}.");

    private static TimestampFormat Form(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetter(text[0]) ? TimestampFormat.Rfc822
        : text.Length > 1 && text[1..].ContainsAny('-', ':', 'T') ? TimestampFormat.Iso8601
        : TimestampFormat.UnixTimestamp;
}
