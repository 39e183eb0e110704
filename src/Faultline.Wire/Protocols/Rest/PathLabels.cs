using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>
/// The labels of a URI template such as <c>/{Bucket}/{Key+}</c>, found in a path. A label is a whole segment; a greedy
/// one takes as many as the rest of the template leaves.
/// </summary>
internal static class PathLabels
{
    /// <summary>The value of a label, still encoded; null where the template has no such label or the path differs.</summary>
    public static string? Find(string template, string path, string label)
    {
        var pattern = template.AsSpan();
        var query = pattern.IndexOf('?');
        pattern = (query < 0 ? pattern : pattern[..query]).Trim('/');
        var rest = path.AsSpan(path.StartsWith('/') ? 1 : 0);
        while (!pattern.IsEmpty)
        {
            var part = Cut(ref pattern);
            var greedy = part is ['{', .., '+', '}'];
            var value = greedy ? Greedy(ref rest, Segments(pattern)) : Cut(ref rest);
            if (part is ['{', .., '}'] && part[1..(greedy ? ^2 : ^1)].SequenceEqual(label))
            {
                return Decode(value);
            }
        }

        return null;
    }

    private static string Decode(ReadOnlySpan<char> value) => Percent.Decode(value, plusIsBlank: false);

    private static int Segments(ReadOnlySpan<char> pattern) => pattern.IsEmpty ? 0 : pattern.Count('/') + 1;

    private static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var part = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? [] : rest[(slash + 1)..];
        return part;
    }

    /// <summary>All but the segments that what follows in the template needs.</summary>
    private static ReadOnlySpan<char> Greedy(ref ReadOnlySpan<char> rest, int after)
    {
        var end = rest.Length;
        for (; after > 0 && end > 0; after--)
        {
            end = Math.Max(rest[..end].LastIndexOf('/'), 0);
        }

        var value = rest[..end];
        rest = rest[end..].TrimStart('/');
        return value;
    }
}
