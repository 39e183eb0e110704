using System.Buffers;
using System.Buffers.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// Writes a value as XML. The caller writes the root's tags; the members of a structure follow between them. What an
/// element is called depends on what holds it, so each open container says how it calls what is in it.
/// </summary>
internal sealed class XmlShapeWriter : ShapeWriter
{
    private readonly IBufferWriter<byte> output;
    private readonly XmlText xml;
    private readonly bool query;
    private readonly Stack<Holder> holders = new();
    private Holder holder;
    private bool isRoot;

    /// <summary>Writes the members of a structure whose element the caller opens and closes.</summary>
    public XmlShapeWriter(IBufferWriter<byte> output, bool query = false) =>
        (this.output, xml, this.query) = (output, new(output), query);

    /// <summary>Writes one value that is the whole document, under the root's name.</summary>
    public XmlShapeWriter(IBufferWriter<byte> output, string root, XmlNamespace? space) : this(output) =>
        (holder, isRoot) = (new() { Child = root, Space = space }, true);

    public override void BeginStructure(Member member, IStructure value)
    {
        Open(member, value);
        Push(new() { Element = Name(member) });
    }

    public override void EndStructure(Member member)
    {
        var element = holder.Element!;
        Pop();
        xml.Close(element);
    }

    public override void BeginList(Member member, int count)
    {
        var item = member.Shape.Item.LocationName;
        if (Flattened(member))
        {
            var own = query ? member.QueryName ?? member.LocationName : member.LocationName;
            Push(new() { Child = holder.Child ?? own ?? item ?? member.Name });
            return;
        }

        Open(member);
        Push(new() { Element = Name(member), Child = item ?? "member" });
    }

    public override void EndList(Member member) => End();

    public override void BeginMap(Member member, int count)
    {
        var (name, value) = (Name(member), member.Shape.Value.LocationName ?? "value");
        if (Flattened(member))
        {
            Push(new() { Child = value, Entry = name, Space = member.XmlNamespace });
            return;
        }

        Open(member);
        Push(new() { Element = name, Child = value, Entry = "entry" });
    }

    public override void Key(Member member, string key)
    {
        EndEntry();
        holder.InEntry = true;
        Open(holder.Entry!, holder.Space);
        var name = member.LocationName ?? "key";
        Open(name, member.XmlNamespace);
        xml.Text(key);
        xml.Close(name);
    }

    public override void EndMap(Member member)
    {
        EndEntry();
        End();
    }

    public override void Null(Member member)
    {
        Open(member);
        xml.Close(Name(member));
    }

    public override void String(Member member, string value)
    {
        if (Open(member))
        {
            xml.Text(value);
            xml.Close(Name(member));
        }
    }

    public override void Boolean(Member member, bool value)
    {
        if (Open(member))
        {
            xml.Raw(value ? "true"u8 : "false"u8);
            xml.Close(Name(member));
        }
    }

    public override void Integer(Member member, int value) => Long(member, value);

    public override void Long(Member member, long value)
    {
        if (Open(member))
        {
            var room = output.GetSpan(20);
            value.TryFormat(room, out var length);
            output.Advance(length);
            xml.Close(Name(member));
        }
    }

    public override void Float(Member member, float value) => String(member, Scalars.Text(value));

    public override void Double(Member member, double value) => String(member, Scalars.Text(value));

    public override void Blob(Member member, byte[] value)
    {
        if (Open(member))
        {
            var room = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length));
            Base64.EncodeToUtf8(value, room, out _, out var length);
            output.Advance(length);
            xml.Close(Name(member));
        }
    }

    public override void Timestamp(Member member, DateTimeOffset value) =>
        String(member, Timestamps.Format(value, Timestamps.Of(member, TimestampFormat.Iso8601)));

    public override void Document(Member member, JsonNode value) =>
        throw new NotSupportedException($"{member.Name} is a document, which XML protocols do not have.");

    private static bool Flattened(Member member) => member.Flattened || member.Shape.Flattened;

    private string Name(Member member) => holder.Child ?? (query ? member.QueryWireName : member.WireName);

    /// <summary>Opens the value's element; false for a member that its parent's start tag holds already.</summary>
    private bool Open(Member member, IStructure? value = null)
    {
        if (member.XmlAttribute)
        {
            return false;
        }

        if (isRoot)
        {
            isRoot = false;
            xml.Declaration();
        }

        var space = holder.Entry is null ? holder.Space : null;
        Open(Name(member), member.XmlNamespace ?? member.Shape.XmlNamespace ?? space, value);
        return true;
    }

    private void Open(string name, XmlNamespace? space, IStructure? value = null)
    {
        xml.Begin(name);
        XmlAttributes.Write(xml, space, value);
        xml.EndOfTag();
    }

    private void EndEntry()
    {
        if (holder.InEntry)
        {
            xml.Close(holder.Entry!);
            holder.InEntry = false;
        }
    }

    private void End()
    {
        var element = holder.Element;
        Pop();
        if (element is not null)
        {
            xml.Close(element);
        }
    }

    private void Push(Holder next)
    {
        holders.Push(holder);
        holder = next;
    }

    private void Pop() => holder = holders.Pop();

    /// <summary>An open structure (whose children have their own names), list or map.</summary>
    private struct Holder
    {
        /// <summary>The element to close at the end; null where a flattened container has none.</summary>
        public string? Element;

        /// <summary>What an item or a map's value is called; null in a structure.</summary>
        public string? Child;

        /// <summary>The element around a map's key and value.</summary>
        public string? Entry;

        public bool InEntry;

        /// <summary>The namespace of a map's entries, or that of the root where the model has none for it.</summary>
        public XmlNamespace? Space;
    }
}
