using System.Globalization;

namespace Faultline.Wire.Signatures;

/// <summary>The hour of signing, as in <c>20260101T120000Z</c>.</summary>
internal static class SigningHour
{
    private const string Basic = "yyyyMMdd'T'HHmmss'Z'";

    public static string Text(DateTimeOffset hour) => hour.ToString(Basic, CultureInfo.InvariantCulture);

    /// <summary>Reads the basic form, by hand because every request has one.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset hour)
    {
        hour = default;
        if (text.Length != 16 || text[8] != 'T' || text[15] != 'Z' || !AreDigits(text[..8]) || !AreDigits(text[9..15]))
        {
            return false;
        }

        var (year, month, day) = Date(text);
        var (hours, minutes, seconds) = (Two(text, 9), Two(text, 11), Two(text, 13));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hours > 23 || minutes > 59 || seconds > 59)
        {
            return false;
        }

        hour = new(year, month, day, hours, minutes, seconds, TimeSpan.Zero);
        return true;
    }

    /// <summary>The hour lies on that day, as in <c>20260101</c>.</summary>
    public static bool IsOn(DateTimeOffset hour, ReadOnlySpan<char> day) =>
        day.Length == 8 && AreDigits(day) && Date(day) == (hour.Year, hour.Month, hour.Day);

    /// <summary>Reads the long forms that a Date header or an old client may hold.</summary>
    public static bool TryReadLong(string? text, out DateTimeOffset hour) => DateTimeOffset.TryParseExact(
        text,
        ["r", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss"],
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out hour);

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static (int Year, int Month, int Day) Date(ReadOnlySpan<char> text) =>
        ((Two(text, 0) * 100) + Two(text, 2), Two(text, 4), Two(text, 6));

    private static int Two(ReadOnlySpan<char> text, int at) => ((text[at] - '0') * 10) + text[at + 1] - '0';
}
