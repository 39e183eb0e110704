using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// Reads a value out of XML elements. What is asked for is looked up; what the model does not know is not seen.
/// </summary>
internal sealed class XmlShapeReader : ShapeReader
{
    private readonly Stack<Place> places = new();
    private Place place;
    private XmlNode current;
    private string? attribute;

    /// <summary>Stands before an element, as a nested structure's reader would.</summary>
    public XmlShapeReader(XmlNode element) => current = element;

    /// <summary>Fills a structure from the element's members.</summary>
    public void Members(IStructure value)
    {
        Push(new() { Node = current });
        Fill(value);
    }

    public override void BeginStructure(Member member) => Push(new() { Node = current });

    public override Member? NextMember(Shape structure)
    {
        var members = structure.Members;
        while (place.Next < members.Length)
        {
            var member = members[place.Next++];
            if (member.Location == Location.Body && Find(member))
            {
                return member;
            }
        }

        place = places.Pop();
        return null;
    }

    public override void BeginList(Member member)
    {
        var item = member.Shape.Item.LocationName;
        Push(Flattened(member)
            ? new() { Node = place.Node, Child = current.Name }
            : new() { Node = current, Child = item ?? "member" });
    }

    public override bool NextItem(Shape list) => Next();

    public override void BeginMap(Member member) => Push(Flattened(member)
        ? new() { Node = place.Node, Child = current.Name }
        : new() { Node = current, Child = "entry" });

    public override string? NextKey(Shape map)
    {
        if (!Next())
        {
            return null;
        }

        var entry = current;
        var key = Child(entry, map.Key.LocationName ?? "key")
            ?? throw new MalformedInput($"An entry of {map.Name} has no key.");
        current = Child(entry, map.Value.LocationName ?? "value")
            ?? throw new MalformedInput($"An entry of {map.Name} has no value.");
        return key.Text;
    }

    public override bool TryNull() => false;

    public override string String(Member member) => Value(member);

    public override bool Boolean(Member member) => Scalars.Boolean(Trimmed(member), member);

    public override int Integer(Member member) => Scalars.Integer(Trimmed(member), member);

    public override long Long(Member member) => Scalars.Long(Trimmed(member), member);

    public override float Float(Member member) => Scalars.Float(Trimmed(member), member);

    public override double Double(Member member) => Scalars.Double(Trimmed(member), member);

    public override byte[] Blob(Member member) => Scalars.Blob(Value(member), member);

    public override DateTimeOffset Timestamp(Member member) => Scalars.Timestamp(Trimmed(member));

    public override JsonNode Document(Member member) =>
        throw new MalformedInput($"{member.Name} is a document, which XML cannot carry.");

    private static bool Flattened(Member member) => member.Flattened || member.Shape.Flattened;

    private static XmlNode? Child(XmlNode node, string name)
    {
        foreach (var child in node.Children)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> Local(string name) => name.AsSpan(name.IndexOf(':') + 1);

    private bool Find(Member member)
    {
        if (member.XmlAttribute)
        {
            attribute = Attribute(member.WireName);
            return attribute is not null;
        }

        attribute = null;
        var found = Named(member.WireName);
        if (found is null && member.Shape.Kind == ShapeKind.List && Flattened(member)
            && member.Shape.Item.LocationName is { } item)
        {
            found = Named(item);
        }

        current = found ?? current;
        return found is not null;
    }

    private XmlNode? Named(string name)
    {
        foreach (var child in place.Node.Children)
        {
            if (child.Name.AsSpan().SequenceEqual(Local(name)))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>
    /// An attribute by its name in the model. The sender may have another prefix for the same namespace.
    /// </summary>
    private string? Attribute(string name)
    {
        if (place.Node.Attributes is not { } attributes)
        {
            return null;
        }

        if (attributes.TryGetValue(name, out var value))
        {
            return value;
        }

        foreach (var (other, text) in attributes)
        {
            if (!other.StartsWith("xmlns", StringComparison.Ordinal) && Local(other).SequenceEqual(Local(name)))
            {
                return text;
            }
        }

        return null;
    }

    private bool Next()
    {
        var children = place.Node.Children;
        while (place.Next < children.Count)
        {
            current = children[place.Next++];
            if (current.Name == place.Child)
            {
                return true;
            }
        }

        place = places.Pop();
        return false;
    }

    private string Value(Member member) =>
        member.XmlAttribute && attribute is not null ? attribute
        : current.Children.Count == 0 ? current.Text
        : throw new MalformedInput($"{member.Name} has elements where it should have a value.");

    private ReadOnlySpan<char> Trimmed(Member member) => Value(member).AsSpan().Trim();

    private void Push(Place next)
    {
        places.Push(place);
        place = next;
    }

    /// <summary>An element whose members, items or entries are being read, and how far.</summary>
    private struct Place
    {
        public XmlNode Node;

        /// <summary>What an item or entry is called.</summary>
        public string? Child;

        /// <summary>The next member of a structure, or child of a list or map, to look at.</summary>
        public int Next;
    }
}
