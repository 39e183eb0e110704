using System.Text;

namespace Faultline.Simulation;

/// <summary>
/// Everything that happened in one run: a hash over all of it, and the last lines in words. Two runs under one seed
/// have the same hash, or something in them is not the seed's.
/// </summary>
internal sealed class Trace(bool whole)
{
    private const int TailLines = 48;
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private readonly List<TraceLine>? lines = whole ? [] : null;
    private readonly List<ulong>? hashes = whole ? [] : null;
    private readonly TraceLine[] tail = new TraceLine[TailLines];
    private long count;

    public ulong Hash { get; private set; }

    public void Add(in TraceLine line)
    {
        Mix((ulong)line.At.Ticks);
        Mix((ulong)line.Number);
        Mix(line.Who);
        Mix(line.What);
        if (line.Detail is string text)
        {
            Mix(text);
        }

        tail[count++ % TailLines] = line;
        lines?.Add(line);
        hashes?.Add(Hash);
    }

    /// <summary>The last lines, oldest first.</summary>
    public string Tail()
    {
        var text = new StringBuilder();
        for (var i = Math.Max(0, count - TailLines); i < count; i++)
        {
            text.Append("  ").Append(tail[i % TailLines]).AppendLine();
        }

        return text.ToString();
    }

    /// <summary>Where two whole traces part, in words; null when they never do.</summary>
    public static string? Parting(Trace one, Trace other)
    {
        var (a, b) = (one.hashes!, other.hashes!);
        var at = 0;
        while (at < a.Count && at < b.Count && a[at] == b[at])
        {
            at++;
        }

        if (at == a.Count && at == b.Count)
        {
            return null;
        }

        var text = new StringBuilder("Both:\n");
        for (var i = Math.Max(0, at - 10); i < at; i++)
        {
            text.Append("  ").Append(one.lines![i]).AppendLine();
        }

        return text.Append("Then one:  ").Append(at < a.Count ? one.lines![at] : "ended").AppendLine()
            .Append("The other: ").Append(at < b.Count ? other.lines![at] : "ended").AppendLine()
            .ToString();
    }

    private void Mix(ulong value) => Hash = (ulong.RotateLeft(Hash, 5) ^ value) * Prime;

    private void Mix(string text)
    {
        foreach (var letter in text)
        {
            Mix((ulong)letter);
        }
    }
}
