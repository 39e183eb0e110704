using System.Collections.Concurrent;

namespace Faultline.Services.Logs.Filters;

/// <summary>Patterns that were read already: who pages through a search sends the same one again and again.</summary>
internal sealed class PatternCache
{
    private const int PatternsMax = 256;

    private readonly ConcurrentDictionary<string, FilterPattern> patterns = new(StringComparer.Ordinal);

    public FilterPattern Read(string? text)
    {
        if (patterns.TryGetValue(text ?? "", out var known))
        {
            return known;
        }

        var pattern = FilterPattern.Read(text ?? "");
        if (patterns.Count >= PatternsMax)
        {
            patterns.Clear();
        }

        return patterns[text ?? ""] = pattern;
    }
}
