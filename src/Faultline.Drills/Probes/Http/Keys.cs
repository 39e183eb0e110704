using System.Globalization;
using System.Text.Json;

namespace Faultline.Drills.Probes.Http;

/// <summary>The keys that a service says it has: one a line, or an array of JSON.</summary>
internal static class Keys
{
    /// <summary>A text that is neither is an <see cref="IOException"/>: it accuses nobody.</summary>
    public static IReadOnlyList<long> Read(string text) => text.AsSpan().TrimStart() is ['[', ..]
        ? Array(text)
        : [.. text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0).Select(Key)];

    private static List<long> Array(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.EnumerateArray().Select(static each => Key(each.ToString()))];
        }
        catch (JsonException why)
        {
            throw new IOException("What was read back is no JSON.", why);
        }
    }

    private static long Key(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw new IOException($"What was read back has '{text[..Math.Min(40, text.Length)]}', which is no key.");
}
