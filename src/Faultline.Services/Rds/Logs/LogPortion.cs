using System.Globalization;
using System.Text;

namespace Faultline.Services.Rds.Logs;

/// <summary>
/// A part of a log file, in whole lines: at most 1 MiB at a time (DownloadDBLogFilePortion, API reference). A marker is
/// <c>NUMBER:OFFSET</c>, as in AWS; where the next part begins is its offset.
/// </summary>
internal sealed record LogPortion(string Text, string Marker, bool IsMore)
{
    private const int BytesMax = 1 << 20;
    private const int LinesMax = 10_000;

    /// <param name="size">How long the file is.</param>
    /// <param name="read">Bytes of it from an offset on, up to a count.</param>
    public static LogPortion Of(long size, Func<long, int, byte[]> read, string? marker, int? lines)
    {
        if (lines <= 0)
        {
            throw Refusal.Invalid($"Invalid value {lines} for NumberOfLines. Must be greater than 0");
        }

        var (number, offset) = Read(marker);
        if (offset is null)
        {
            var start = Math.Max(0, size - BytesMax);
            var tail = All(read, start, (int)(size - start));
            var from = LastLines(tail, lines ?? LinesMax, start > 0);
            return new(Encoding.UTF8.GetString(tail.AsSpan(from)), Write(number, start + tail.Length), false);
        }

        var begin = Math.Min(offset.Value, size);
        var bytes = All(read, begin, (int)Math.Min(size - begin, BytesMax));
        var length = FirstLines(bytes, lines ?? int.MaxValue, begin + bytes.Length < size);
        return new(
            Encoding.UTF8.GetString(bytes.AsSpan(0, length)), Write(number, begin + length), begin + length < size);
    }

    private static byte[] All(Func<long, int, byte[]> read, long from, int count)
    {
        var all = new List<byte>(count);
        while (all.Count < count && read(from + all.Count, count - all.Count) is { Length: > 0 } more)
        {
            all.AddRange(more);
        }

        return [.. all];
    }

    /// <summary>Where the last lines begin. The first of what is cut off before is no whole one.</summary>
    private static int LastLines(ReadOnlySpan<byte> bytes, int lines, bool isCut)
    {
        var at = bytes.Length;
        for (var line = 0; line < lines && at > 0; line++)
        {
            var before = bytes[..(at - 1)].LastIndexOf((byte)'\n');
            if (before < 0)
            {
                return isCut ? at : 0;
            }

            at = before + 1;
        }

        return at;
    }

    /// <summary>How long the first lines are. One that is longer than what may be read at once is cut.</summary>
    private static int FirstLines(ReadOnlySpan<byte> bytes, int lines, bool isCut)
    {
        var length = 0;
        for (var line = 0; line < lines; line++)
        {
            var next = bytes[length..].IndexOf((byte)'\n');
            if (next < 0)
            {
                return isCut && length > 0 ? length : bytes.Length;
            }

            length += next + 1;
        }

        return length;
    }

    /// <summary>Null for none: then the end is meant. A lone 0 is the beginning.</summary>
    private static (long Number, long? Offset) Read(string? marker)
    {
        if (string.IsNullOrEmpty(marker))
        {
            return (0, null);
        }

        var parts = marker.Split(':');
        return parts.Length <= 2
            && Number(parts[0]) is { } number
            && (parts.Length == 1 ? 0 : Number(parts[1])) is { } offset
            ? (number, offset)
            : throw Refusal.Invalid($"Invalid Marker: {marker}");
    }

    private static string Write(long number, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}:{offset}");

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
