using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Faultline.Drills.Reports.Pages;

/// <summary>
/// Elements of a page. They are XML as well, so that whatever is in a name comes out escaped and the page can be read
/// by programs.
/// </summary>
internal static class Tag
{
    private static readonly HashSet<string> empties = ["meta", "br", "hr", "col", "rect", "line", "path", "circle"];

    /// <summary>An element: in its content pairs of texts are attributes, texts are texts, nulls are nothing.</summary>
    public static XElement E(string name, params IEnumerable<object?> content)
    {
        var element = new XElement(name);
        foreach (var each in content)
        {
            Add(element, each);
        }

        if (element.IsEmpty && !empties.Contains(name))
        {
            // A browser does not know that `<div/>` ends there.
            element.Add("");
        }

        return element;
    }

    public static (string, string) Class(string names) => ("class", names);

    /// <summary>A table: its first row are the heads, the first cell of each row the row's own.</summary>
    public static XElement Table(string caption, IEnumerable<string> heads, IEnumerable<IEnumerable<object?>> rows) =>
        E("div", Class("scroll"), E("table",
            E("caption", caption),
            E("thead", E("tr", heads.Select(head => E("th", ("scope", "col"), head)))),
            E("tbody", rows.Select(row => E("tr", row.Select((cell, at) => Cell(cell, at == 0)))))));

    public static string Page(XElement html)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n");
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(text, settings))
        {
            html.Save(xml);
        }

        return text.Append('\n').ToString();
    }

    /// <summary>A text without signs that XML has no place for: U+FFFD stands for each.</summary>
    public static string Clean(string text)
    {
        StringBuilder? cleaned = null;
        for (var at = 0; at < text.Length; at++)
        {
            var isPair = at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at]);
            if (isPair || XmlConvert.IsXmlChar(text[at]))
            {
                cleaned?.Append(text, at, isPair ? 2 : 1);
                at += isPair ? 1 : 0;
                continue;
            }

            cleaned ??= new StringBuilder().Append(text, 0, at);
            cleaned.Append('\uFFFD');
        }

        return cleaned?.ToString() ?? text;
    }

    private static XElement Cell(object? cell, bool isHead) => cell is XElement { Name.LocalName: "td" or "th" } whole
        ? whole
        : E(isHead ? "th" : "td", isHead ? ("scope", "row") : null, cell);

    private static void Add(XElement element, object? content)
    {
        switch (content)
        {
            case null:
                break;
            case (string name, string value):
                element.SetAttributeValue(name, Clean(value));
                break;
            case string text:
                element.Add(Clean(text));
                break;
            case XNode node:
                element.Add(node);
                break;
            case IEnumerable<object?> several:
                foreach (var each in several)
                {
                    Add(element, each);
                }

                break;
            default:
                element.Add(Clean(content.ToString() ?? ""));
                break;
        }
    }
}
