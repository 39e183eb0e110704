using System.Globalization;

namespace Faultline.Engines.Postgres.Archives;

/// <summary>
/// How a history came to be: at which place of the log each of those before it was left. PostgreSQL writes a file of
/// that with each promotion.
/// </summary>
internal sealed record History(int Timeline, IReadOnlyList<(int Timeline, long LeftAt)> Before)
{
    public static string NameOf(int timeline) =>
        string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}.history");

    /// <summary>Lines like <c>1 0/5000098 no recovery target specified</c>; others mean nothing.</summary>
    public static History Parse(int timeline, IEnumerable<string> lines)
    {
        var before = new List<(int, long)>();
        foreach (var line in lines)
        {
            if (line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries) is [var parent, var place, ..]
                && int.TryParse(parent, CultureInfo.InvariantCulture, out var number)
                && Place(place) is { } at)
            {
                before.Add((number, at));
            }
        }

        return new(timeline, before);
    }

    /// <summary>The history whose file of a segment a recovery takes: the latest that had begun by its end.</summary>
    public int TimelineOf(long segment, int bytes)
    {
        foreach (var (timeline, leftAt) in Before)
        {
            if (segment < leftAt / bytes)
            {
                return timeline;
            }
        }

        return Timeline;
    }

    /// <summary>A place in the log, written in two hexadecimal numbers.</summary>
    public static long? Place(string text) =>
        text.Split('/') is [var high, var low]
        && uint.TryParse(high, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var upper)
        && uint.TryParse(low, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var lower)
            ? ((long)upper << 32) | lower
            : null;
}
