namespace Faultline.Services.Logs.Console;

/// <summary>
/// How far a console was read. EC2 shows only its end, and a long one loses its beginning, so that a place in it is
/// known by what stands before it: by its length as long as all is shown, by the last that was taken after that.
/// </summary>
/// <param name="Taken">The bytes taken in all; <see cref="Unknown"/> once the beginning was not shown.</param>
/// <param name="End">The last bytes of them.</param>
internal sealed record ConsoleMark(long Taken, byte[] End)
{
    public const long Unknown = -1;

    private const int EndBytes = 1024;

    /// <summary>A line that is longer is taken in pieces.</summary>
    private const int LineBytesMax = 16 << 10;

    /// <summary>
    /// The whole lines that are new in what is shown, and how far it is read then; no lines where there are none.
    /// What looks the same twice is rather passed over than taken twice.
    /// </summary>
    public static (List<byte[]> Lines, ConsoleMark Mark) Read(ConsoleMark? before, byte[] shown, bool isWhole)
    {
        var start = Start(before, shown, isWhole);
        var fresh = shown.AsSpan(start);
        var length = fresh.LastIndexOf((byte)'\n') + 1;
        if (length == 0 && fresh.Length >= LineBytesMax)
        {
            length = fresh.Length;
        }

        var lines = new List<byte[]>();
        foreach (var range in fresh[..length].Split((byte)'\n'))
        {
            var line = fresh[..length][range].TrimEnd((byte)'\r');
            if (line.Length > 0)
            {
                lines.Add(line.ToArray());
            }
        }

        var end = start + length;
        return (lines, new(isWhole ? end : Unknown, shown[Math.Max(0, end - EndBytes)..end]));
    }

    private static int Start(ConsoleMark? before, byte[] shown, bool isWhole)
    {
        if (before is null or { End.Length: 0 })
        {
            return 0;
        }

        if (isWhole)
        {
            // Where it is not what it was, it began anew.
            return before.Taken != Unknown && before.Taken <= shown.Length
                && shown.AsSpan(0, (int)before.Taken).EndsWith(before.End)
                    ? (int)before.Taken
                    : 0;
        }

        var last = shown.AsSpan().LastIndexOf(before.End);
        return last < 0 ? 0 : last + before.End.Length;
    }
}
