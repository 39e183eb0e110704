namespace Faultline.Wire.Routing;

/// <summary>
/// Services by a word, several to a word perhaps. Sorted arrays and a binary search: with words so few it is as quick
/// as hashing, and unlike it costs nothing to set up before the first request.
/// </summary>
internal sealed class WordTable
{
    private readonly string[] words;
    private readonly CatalogService[][] services;

    public WordTable(List<CatalogService> all, Func<CatalogService, string?> word)
    {
        var sorted = all.FindAll(service => word(service) is not null);
        sorted.Sort((a, b) => string.CompareOrdinal(word(a), word(b)) is var order and not 0
            ? order
            : string.CompareOrdinal(a.Id, b.Id));
        var (keys, groups) = (new List<string>(), new List<CatalogService[]>());
        foreach (var service in sorted)
        {
            if (keys.Count > 0 && keys[^1] == word(service))
            {
                groups[^1] = [.. groups[^1], service];
                continue;
            }

            keys.Add(word(service)!);
            groups.Add([service]);
        }

        words = [.. keys];
        services = [.. groups];
    }

    public CatalogService[] Find(ReadOnlySpan<char> word)
    {
        var at = Words.Find(words, word);
        return at < 0 ? [] : services[at];
    }
}

/// <summary>Finds a word among words that are sorted by their characters.</summary>
internal static class Words
{
    public static int Find(string[] sorted, ReadOnlySpan<char> word)
    {
        var (low, high) = (0, sorted.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = word.SequenceCompareTo(sorted[middle]);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return -1;
    }
}
