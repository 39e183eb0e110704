namespace Faultline.Services.Fis.Templates;

/// <summary>Which actions come after which others. Pure.</summary>
internal sealed class Sequence
{
    private readonly Dictionary<string, IReadOnlyList<string>> after;
    private readonly Dictionary<string, HashSet<string>?> before = new(StringComparer.Ordinal);

    /// <param name="after">Of each action, those that it starts after; all of them are actions themselves.</param>
    public Sequence(IEnumerable<(string Name, IReadOnlyList<string> After)> after)
    {
        this.after = after.ToDictionary(each => each.Name, each => each.After, StringComparer.Ordinal);
        Circle = this.after.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => Before(name) is null);
    }

    /// <summary>An action that starts after itself in the end; null where there is none.</summary>
    public string? Circle { get; }

    /// <summary>
    /// How many actions can run at once: as many as there are at most of which none comes after another (Dilworth:
    /// as many as the fewest chains that hold them all).
    /// </summary>
    public int Width()
    {
        var chained = new Dictionary<string, string>(StringComparer.Ordinal);
        return after.Count - after.Keys.Count(name => Chain(name, []));

        bool Chain(string name, HashSet<string> tried)
        {
            foreach (var earlier in Before(name)!.Where(tried.Add))
            {
                if (!chained.TryGetValue(earlier, out var other) || Chain(other, tried))
                {
                    chained[earlier] = name;
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>How long all of them take together.</summary>
    public TimeSpan Length(Func<string, TimeSpan> lasts)
    {
        var ends = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        return after.Keys.Select(End).DefaultIfEmpty().Max();

        TimeSpan End(string name) => ends.TryGetValue(name, out var known)
            ? known
            : ends[name] = after[name].Select(End).DefaultIfEmpty().Max() + lasts(name);
    }

    /// <summary>All that come before an action; null where it is one of them itself.</summary>
    private HashSet<string>? Before(string name)
    {
        if (before.TryGetValue(name, out var known))
        {
            return known;
        }

        before[name] = null;
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var earlier in after[name])
        {
            if (Before(earlier) is not { } those)
            {
                return null;
            }

            all.Add(earlier);
            all.UnionWith(those);
        }

        return before[name] = all;
    }
}
