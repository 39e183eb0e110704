using System.Globalization;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>The forms that an instant has on the wire. Milliseconds are the finest that AWS keeps.</summary>
public static class Timestamps
{
    private const double SecondsMax = 253_402_300_799.999;
    private const double SecondsMin = -62_135_596_800;

    private static readonly string[] iso =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmK", "yyyyMMdd'T'HHmmssK",
        "yyyy-MM-dd",
    ];

    private static readonly string[] rfc =
    [
        "ddd, d MMM yyyy HH:mm:ss 'GMT'", "ddd, d MMM yyyy HH:mm:ss.FFF 'GMT'", "ddd, d MMM yyyy HH:mm:ss zzz",
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>The form that holds where the member stands: its own, its shape's, or the protocol's.</summary>
    public static TimestampFormat Of(Member member, TimestampFormat protocol) =>
        member.TimestampFormat != TimestampFormat.Protocol ? member.TimestampFormat
        : member.Shape.TimestampFormat != TimestampFormat.Protocol ? member.Shape.TimestampFormat
        : protocol;

    public static DateTimeOffset Parse(ReadOnlySpan<char> text, TimestampFormat format) => format switch
    {
        TimestampFormat.UnixTimestamp => ParseEpoch(text),
        TimestampFormat.Rfc822 => Parse(text, rfc, "an HTTP date"),
        _ => Parse(text, iso, "an ISO 8601 date-time"),
    };

    public static string Format(DateTimeOffset value, TimestampFormat format) => format switch
    {
        TimestampFormat.UnixTimestamp => Epoch(value).ToString(CultureInfo.InvariantCulture),
        TimestampFormat.Rfc822 => value.UtcDateTime.ToString("r", CultureInfo.InvariantCulture),
        _ => value.UtcDateTime.ToString(
            HasMilliseconds(value) ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture),
    };

    /// <summary>Seconds since 1970; what lies outside the years 1 to 9999 is malformed.</summary>
    public static DateTimeOffset FromEpoch(double seconds) =>
        seconds is >= SecondsMin and <= SecondsMax
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000))
            : throw new MalformedInput("The number of seconds since 1970 is out of range.");

    /// <summary>Seconds since 1970, exact to the millisecond and without idle zeros.</summary>
    public static decimal Epoch(DateTimeOffset value)
    {
        var milliseconds = value.ToUnixTimeMilliseconds();
        return milliseconds % 1000 == 0 ? milliseconds / 1000 : milliseconds / 1000m;
    }

    private static bool HasMilliseconds(DateTimeOffset value) => value.Ticks / TimeSpan.TicksPerMillisecond % 1000 != 0;

    private static DateTimeOffset ParseEpoch(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? FromEpoch(seconds)
            : throw new MalformedInput($"'{text}' is not a number of seconds since 1970.");

    private static DateTimeOffset Parse(ReadOnlySpan<char> text, string[] forms, string what) =>
        DateTimeOffset.TryParseExact(
            text, forms, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw new MalformedInput($"'{text}' is not {what}.");
}
