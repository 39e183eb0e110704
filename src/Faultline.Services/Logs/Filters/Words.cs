namespace Faultline.Services.Logs.Filters;

/// <summary>Cuts a message into its fields.</summary>
internal static class Words
{
    // Cutting never waits, so one list a thread is enough.
    [ThreadStatic]
    private static List<Range>? spare;

    /// <summary>
    /// The places of up to so many fields, without their brackets or quotation marks; the last takes what is left, as
    /// it is. They are good until the next call.
    /// </summary>
    public static List<Range> Of(ReadOnlySpan<byte> message, int most)
    {
        var words = spare ??= [];
        words.Clear();
        var begin = 0;
        for (var at = 0; at < message.Length;)
        {
            if (IsSpace(message[at]))
            {
                at++;
                continue;
            }

            if (words.Count == most)
            {
                words[^1] = begin..(message.TrimEnd(" \t\r\n"u8).Length);
                return words;
            }

            begin = at;
            var end = message[at] switch
            {
                (byte)'"' => Close(message, at + 1, (byte)'"'),
                (byte)'[' => Close(message, at + 1, (byte)']'),
                _ => -1,
            };
            if (end >= 0)
            {
                words.Add((at + 1)..end);
                at = end + 1;
            }
            else
            {
                end = message[at..].IndexOfAny(" \t\r\n"u8);
                end = end < 0 ? message.Length : at + end;
                words.Add(at..end);
                at = end;
            }
        }

        return words;
    }

    /// <summary>Where what has begun ends: at its sign, before white space or the end; -1 if it never does.</summary>
    private static int Close(ReadOnlySpan<byte> message, int from, byte sign)
    {
        for (var at = from; at < message.Length; at++)
        {
            if (message[at] == '\\')
            {
                at++;
            }
            else if (message[at] == sign && (at + 1 == message.Length || IsSpace(message[at + 1])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
