using System.Text;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>
/// Several values in one header: commas between them, quotes around a text that holds a comma or a quote. HTTP dates
/// hold a comma each and have no quotes.
/// </summary>
internal static class HeaderList
{
    public static List<string> Split(string text, Member item)
    {
        List<string> items = [];
        var dates = item.Shape.Kind == ShapeKind.Timestamp
            && Timestamps.Of(item, TimestampFormat.Rfc822) == TimestampFormat.Rfc822;
        var rest = text.AsSpan().Trim(" \t");
        while (!rest.IsEmpty)
        {
            if (rest[0] == '"')
            {
                items.Add(Quoted(ref rest));
                continue;
            }

            var end = rest.IndexOf(',');
            if (dates && end >= 0)
            {
                var second = rest[(end + 1)..].IndexOf(',');
                end = second < 0 ? -1 : end + 1 + second;
            }

            var part = (end < 0 ? rest : rest[..end]).TrimEnd(" \t");
            rest = end < 0 ? [] : rest[(end + 1)..].TrimStart(" \t");
            if (!part.IsEmpty)
            {
                items.Add(part.ToString());
            }
        }

        return items;
    }

    /// <summary>A text as an item of a list.</summary>
    public static string Quote(string text) =>
        text.AsSpan().ContainsAny(',', '"') || text.Length == 0 || text[0] == ' ' || text[^1] == ' '
            ? $"\"{Escape(text)}\""
            : text;

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Quoted(ref ReadOnlySpan<char> rest)
    {
        var item = new StringBuilder();
        var at = 1;
        for (; at < rest.Length && rest[at] != '"'; at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length)
            {
                at++;
            }

            item.Append(rest[at]);
        }

        if (at >= rest.Length)
        {
            throw new MalformedInput("A quote in a header is not closed.");
        }

        rest = rest[(at + 1)..].TrimStart(" \t");
        if (!rest.IsEmpty && rest[0] != ',')
        {
            throw new MalformedInput("A quoted value in a header is not followed by a comma.");
        }

        rest = rest.IsEmpty ? rest : rest[1..].TrimStart(" \t");
        return item.ToString();
    }
}
