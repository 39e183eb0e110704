using System.Globalization;

namespace Faultline.Engines.Postgres.Archives;

/// <summary>A piece of the log by its number: its file is named for the history that it ends in.</summary>
internal static class Segment
{
    private const long FileBytes = 1L << 32;

    /// <summary>The segment that has the byte before a place in the log, so the last that is needed up to it.</summary>
    public static long UpTo(long place, int bytes) => (place - 1) / bytes;

    public static string NameOf(int timeline, long number, int bytes)
    {
        var each = FileBytes / bytes;
        return string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}{number / each:X8}{number % each:X8}");
    }

    /// <summary>The history and the number in a file's name; null where it is the name of something else.</summary>
    public static (int Timeline, long Number)? Parse(string name, int bytes)
    {
        const NumberStyles hex = NumberStyles.AllowHexSpecifier;
        var culture = CultureInfo.InvariantCulture;
        return name.Length == 24
            && int.TryParse(name.AsSpan(0, 8), hex, culture, out var timeline)
            && long.TryParse(name.AsSpan(8, 8), hex, culture, out var file)
            && long.TryParse(name.AsSpan(16), hex, culture, out var rest)
                ? (timeline, (file * (FileBytes / bytes)) + rest)
                : null;
    }
}
