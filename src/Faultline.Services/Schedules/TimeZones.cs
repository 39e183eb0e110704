using System.Globalization;

namespace Faultline.Services.Schedules;

/// <summary>
/// Time zones by their names in the IANA database, as this machine has it, and the hours on their clocks.
/// </summary>
internal static class TimeZones
{
    /// <summary>Null for a name that is not there; Coordinated Universal Time where none is given.</summary>
    public static TimeZoneInfo? Find(string? name) => name switch
    {
        null => TimeZoneInfo.Utc,
        _ when name.All(IsOfName) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId =>
            zone,
        _ => null,
    };

    /// <summary>When a zone's clocks show an hour; null for what is not written as one.</summary>
    public static DateTimeOffset? Moment(string text, string[] forms, TimeZoneInfo zone)
    {
        // The first and the last year have hours that are in no year elsewhere.
        if (!DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            || clock.Year is 1 or 9999)
        {
            return null;
        }

        // What clocks leave out is as late as if they had not been put forward.
        var offset = zone.IsInvalidTime(clock) ? zone.GetUtcOffset(clock.AddDays(-1)) : zone.GetUtcOffset(clock);
        return new DateTimeOffset(clock, offset).ToUniversalTime();
    }

    /// <summary>Names are paths where they are looked up, and shall lead nowhere else.</summary>
    private static bool IsOfName(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '+' or '-';
}
