namespace Faultline.Services.Schedules;

/// <summary>Time zones by their names in the IANA database, as this machine has it.</summary>
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

    /// <summary>Names are paths where they are looked up, and shall lead nowhere else.</summary>
    private static bool IsOfName(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '+' or '-';
}
