namespace Faultline.Wire.Routing;

/// <summary>
/// A URI template of the REST protocols: literal segments, labels (<c>{Bucket}</c>), a label that takes the rest of the
/// path (<c>{Key+}</c>), and what the query string must have (<c>?delete</c>, <c>?list-type=2</c>).
/// </summary>
public sealed class UriTemplate
{
    private readonly Segment[] segments;

    private UriTemplate(Segment[] segments, (string Name, string? Value)[] query)
    {
        this.segments = segments;
        Query = query;
        Labels = Array.ConvertAll(Array.FindAll(segments, segment => segment.IsLabel), segment => segment.Text);
    }

    /// <summary>The labels in the order of the path.</summary>
    public string[] Labels { get; }

    /// <summary>What the query string must have; the value is null where any will do.</summary>
    public (string Name, string? Value)[] Query { get; }

    /// <summary>Orders templates so that of two that match the same path the one that says more comes first.</summary>
    public static int BySpecificity(UriTemplate a, UriTemplate b)
    {
        for (var i = 0; i < Math.Min(a.segments.Length, b.segments.Length); i++)
        {
            var order = a.segments[i].Rank - b.segments[i].Rank;
            if (order != 0)
            {
                return order;
            }
        }

        var longer = b.segments.Length - a.segments.Length;
        return longer != 0 ? longer : b.Query.Length - a.Query.Length;
    }

    public static UriTemplate Parse(string template)
    {
        var (path, query) = template.Split('?', 2) is [var before, var after] ? (before, after) : (template, "");
        var segments = Array.ConvertAll(path.Split('/', StringSplitOptions.RemoveEmptyEntries), Segment.Parse);

        // x-id only tells operations apart for clients' own logs; older clients do not send it.
        var literals = new List<(string, string?)>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : (pair, null);
            if (name != "x-id")
            {
                literals.Add((name, value));
            }
        }

        return new(segments, [.. literals]);
    }

    /// <summary>
    /// Whether the path, still percent-encoded, is of this form. The captures are ranges of the path, one a label,
    /// still encoded too; a slash at the end of the path means nothing, except in a label that takes the rest.
    /// </summary>
    public bool Match(ReadOnlySpan<char> path, Span<Range> captures)
    {
        var (at, label) = (0, 0);
        for (var i = 0; i < segments.Length; i++)
        {
            if (at >= path.Length || path[at] != '/')
            {
                return false;
            }

            at++;
            var segment = segments[i];
            var end = segment.Greedy ? EndOfRest(path, at, segments.Length - i - 1) : EndOfSegment(path, at);
            if (end <= at || (!segment.IsLabel && !path[at..end].SequenceEqual(segment.Text)))
            {
                return false;
            }

            if (segment.IsLabel)
            {
                captures[label++] = at..end;
            }

            at = end;
        }

        return at == path.Length || path[at..] is "/";
    }

    /// <summary>The captured labels by name; null when the path does not match.</summary>
    public Dictionary<string, string>? Match(string path)
    {
        var captures = new Range[Labels.Length];
        return Match(path, captures)
            ? Labels.Zip(captures).ToDictionary(pair => pair.First, pair => path[pair.Second], StringComparer.Ordinal)
            : null;
    }

    /// <summary>The query string has what the template asks for.</summary>
    public bool MatchQuery(ReadOnlySpan<char> query)
    {
        foreach (var (name, value) in Query)
        {
            if (!QueryText.Find(query, name, out var found) || (value is not null && !found.SequenceEqual(value)))
            {
                return false;
            }
        }

        return true;
    }

    private static int EndOfSegment(ReadOnlySpan<char> path, int at)
    {
        var slash = path[at..].IndexOf('/');
        return slash < 0 ? path.Length : at + slash;
    }

    /// <summary>Where a label that takes the rest ends: before as many segments as the template has after it.</summary>
    private static int EndOfRest(ReadOnlySpan<char> path, int at, int after)
    {
        var end = path.Length;
        for (; after > 0; after--)
        {
            end = path[..end].LastIndexOf('/');
            if (end <= at)
            {
                return -1;
            }
        }

        return end;
    }

    private sealed record Segment(string Text, bool IsLabel, bool Greedy)
    {
        public int Rank => !IsLabel ? 0 : Greedy ? 2 : 1;

        public static Segment Parse(string text) => text switch
        {
            ['{', .. var name, '+', '}'] => new(name, true, true),
            ['{', .. var name, '}'] => new(name, true, false),
            _ => new(text, false, false),
        };
    }
}
