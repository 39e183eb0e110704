using System.Globalization;

namespace Faultline.Services.Logs.Events;

/// <summary>
/// Where an event stands among those of its group: by its hour (milliseconds since 1970), then by the number that it
/// was given when it came. Numbers begin with 1, so that 0 is before all that happened in that millisecond.
/// </summary>
internal readonly record struct Position(long Time, ulong Number) : IComparable<Position>
{
    /// <summary>AWS's ids of events have so many digits.</summary>
    private const int Digits = 56;

    public static Position Before(long time) => new(time, 0);

    public Position Next => Number < ulong.MaxValue ? new(Time, Number + 1) : Before(Time + 1);

    public Position Previous => Number > 0 ? new(Time, Number - 1)
        : Time > 0 ? new(Time - 1, ulong.MaxValue)
        : this;

    /// <summary>The id of the event, as callers see it.</summary>
    public string Id => new UInt128((ulong)Time, Number).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');

    public static bool operator <(Position one, Position other) => one.CompareTo(other) < 0;

    public static bool operator >(Position one, Position other) => one.CompareTo(other) > 0;

    public static bool operator <=(Position one, Position other) => one.CompareTo(other) <= 0;

    public static bool operator >=(Position one, Position other) => one.CompareTo(other) >= 0;

    public static Position? Read(string id) =>
        id.Length == Digits && UInt128.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && (ulong)(whole >> 64) <= long.MaxValue
            ? new((long)(ulong)(whole >> 64), (ulong)whole)
            : null;

    public int CompareTo(Position other) =>
        Time != other.Time ? Time.CompareTo(other.Time) : Number.CompareTo(other.Number);
}
