using System.Globalization;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>Timestamps as text: ISO 8601, seconds since 1970, and the form of HTTP dates.</summary>
internal static class Times
{
    private const long TicksASecond = TimeSpan.TicksPerSecond;

    private static readonly string[] forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd",
        "yyyyMMdd'T'HHmmss'Z'",
        "ddd, dd MMM yyyy HH:mm:ss.FFFFFFF 'GMT'",
        "ddd, d MMM yyyy HH:mm:ss.FFFFFFF 'GMT'",
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'",
        "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>
    /// Reads a timestamp in whichever form it comes: the forms cannot be mistaken for one another, and AWS's own front
    /// ends take all of them.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        if (text.IsEmpty || text.Length > Scalars.BytesMax)
        {
            value = default;
            return false;
        }

        return text[0] is '-' or '.' or (>= '0' and <= '9') && !text[1..].ContainsAny('-', ':', 'T')
            ? TrySeconds(text, out value)
            : DateTimeOffset.TryParseExact(
                Cut(text), forms, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
    }

    public static string Text(DateTimeOffset value, TimestampFormat format) => format switch
    {
        TimestampFormat.UnixTimestamp => Seconds(value),
        TimestampFormat.Rfc822 => value.UtcDateTime.ToString("R", CultureInfo.InvariantCulture),
        _ => value.UtcDateTime.ToString(
            value.Ticks % TicksASecond < TimeSpan.TicksPerMillisecond
                ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
                : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture),
    };

    private static string Seconds(DateTimeOffset value)
    {
        var milliseconds = value.ToUnixTimeMilliseconds();
        return milliseconds % 1000 == 0
            ? (milliseconds / 1000).ToString(CultureInfo.InvariantCulture)
            : (milliseconds / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
    }

    private static bool TrySeconds(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = default;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var seconds)
            || seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds()
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        value = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TicksASecond));
        return true;
    }

    /// <summary>Leaves off what a fraction has beyond the seventh digit, which the framework cannot hold.</summary>
    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot - 1 <= 7 ? text : string.Concat(text[..(dot + 8)], text[end..]);
    }
}
