using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// Writes what stands in an element's start tag: its namespace, and those members of a structure that are attributes.
/// A structure hands over all its members; the others pass by.
/// </summary>
internal sealed class XmlAttributes : ShapeWriter
{
    private readonly XmlText xml;
    private int depth;

    private XmlAttributes(XmlText xml) => this.xml = xml;

    public static void Write(XmlText xml, XmlNamespace? space, IStructure? value)
    {
        if (space is not null)
        {
            xml.Attribute(space.Prefix is { Length: > 0 } prefix ? $"xmlns:{prefix}" : "xmlns", space.Uri);
        }

        if (value is not null && Array.Exists(value.Shape.Members, m => m.XmlAttribute))
        {
            value.Write(new XmlAttributes(xml));
        }
    }

    public override void BeginStructure(Member member, IStructure value) => depth++;

    public override void EndStructure(Member member) => depth--;

    public override void BeginList(Member member, int count) => depth++;

    public override void EndList(Member member) => depth--;

    public override void BeginMap(Member member, int count) => depth++;

    public override void Key(Member member, string key)
    {
    }

    public override void EndMap(Member member) => depth--;

    public override void Null(Member member)
    {
    }

    public override void String(Member member, string value)
    {
        if (member.XmlAttribute && depth == 0)
        {
            xml.Attribute(member.WireName, value);
        }
    }

    public override void Boolean(Member member, bool value) => String(member, value ? "true" : "false");

    public override void Integer(Member member, int value) => Long(member, value);

    public override void Long(Member member, long value)
    {
        if (member.XmlAttribute)
        {
            String(member, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    public override void Float(Member member, float value) => Double(member, value);

    public override void Double(Member member, double value)
    {
        if (member.XmlAttribute)
        {
            String(member, Scalars.Text(value));
        }
    }

    public override void Blob(Member member, byte[] value)
    {
    }

    public override void Timestamp(Member member, DateTimeOffset value)
    {
        if (member.XmlAttribute)
        {
            String(member, Timestamps.Format(value, Timestamps.Of(member, TimestampFormat.Iso8601)));
        }
    }

    public override void Document(Member member, JsonNode value)
    {
    }

    public override void Stream(Member member, Stream value)
    {
    }
}
