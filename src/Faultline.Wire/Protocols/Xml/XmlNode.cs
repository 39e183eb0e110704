using System.Text;
using System.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// An element of a body, read whole: the items of a flattened list need not stand together, so a single pass over the
/// text would not do. Limits keep a hostile body from growing in memory.
/// </summary>
internal sealed class XmlNode(string name)
{
    public const int DepthMax = 64;

    /// <summary>
    /// The largest requests of AWS (a thousand deletions, a web distribution) have a twentieth of this.
    /// </summary>
    public const int ElementsMax = 100_000;

    private static readonly Encoding strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly XmlReaderSettings settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1,
    };

    private readonly List<XmlNode> children = [];
    private StringBuilder? texts;

    /// <summary>The name without its prefix: the models know each element by that.</summary>
    public string Name => name;

    /// <summary>What stands between the tags, if no element does.</summary>
    public string Text { get; private set; } = "";

    public IReadOnlyList<XmlNode> Children => children;

    /// <summary>Attributes by their whole name, prefix and all; null where there are none.</summary>
    public Dictionary<string, string>? Attributes { get; private set; }

    /// <summary>Reads a body; what is no well-formed XML in UTF-8, or has a DTD, is malformed.</summary>
    public static XmlNode Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            // The reader over characters does not follow a declared encoding: bodies are UTF-8.
            using var text = new StringReader(Decode(body.Span));
            using var xml = XmlReader.Create(text, settings);
            xml.MoveToContent();
            return Read(xml);
        }
        catch (Exception broken) when (broken is XmlException or DecoderFallbackException)
        {
            throw new MalformedInput("The body is not well-formed XML.", broken);
        }
    }

    private static string Decode(ReadOnlySpan<byte> body) =>
        strict.GetString(body.StartsWith("\uFEFF"u8) ? body[3..] : body);

    private static XmlNode Read(XmlReader xml)
    {
        var open = new Stack<XmlNode>();
        var root = Begin(xml);
        if (xml.IsEmptyElement)
        {
            End(xml);
            return root;
        }

        open.Push(root);
        var elements = 1;
        while (open.Count > 0 && xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    elements++;
                    Child(xml, open, elements);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop().Close();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    open.Peek().Append(xml.Value);
                    break;
                default:
                    break;
            }
        }

        End(xml);
        return root;
    }

    private static void Child(XmlReader xml, Stack<XmlNode> open, int elements)
    {
        if (elements > ElementsMax || open.Count == DepthMax)
        {
            throw new MalformedInput(
                $"The body has more than {ElementsMax} elements, or nests them more than {DepthMax} deep.");
        }

        var child = Begin(xml);
        open.Peek().children.Add(child);
        if (!xml.IsEmptyElement)
        {
            open.Push(child);
        }
    }

    private static XmlNode Begin(XmlReader xml)
    {
        if (xml.NodeType != XmlNodeType.Element)
        {
            throw new MalformedInput("The body has no XML element.");
        }

        var node = new XmlNode(xml.LocalName);
        if (xml.HasAttributes)
        {
            node.Attributes = new(StringComparer.Ordinal);
            while (xml.MoveToNextAttribute())
            {
                node.Attributes[xml.Name] = xml.Value;
            }

            xml.MoveToElement();
        }

        return node;
    }

    /// <summary>Reads to the end, where more elements or text would be a fault that the reader finds.</summary>
    private static void End(XmlReader xml)
    {
        while (xml.Read())
        {
        }
    }

    private void Append(string text)
    {
        if (Text.Length == 0)
        {
            Text = text;
            return;
        }

        // Comments and CDATA sections cut a text into pieces, of which a hostile one has many.
        texts ??= new(Text);
        texts.Append(text);
    }

    private void Close()
    {
        Text = texts?.ToString() ?? Text;
        texts = null;
    }
}
