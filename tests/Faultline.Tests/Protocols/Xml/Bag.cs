using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Xml;

/// <summary>A structure of any shape: what generated classes do with properties, it does with a dictionary.</summary>
internal sealed class Bag(Shape shape) : IStructure
{
    public Shape Shape => shape;

    public Dictionary<string, object> Values { get; } = [];

    public object this[string name]
    {
        get => Values[name];
        init => Values[name] = value;
    }

    public void Read(Member member, ShapeReader reader) => Values[member.Name] = Value(reader, member);

    public void Write(ShapeWriter writer)
    {
        foreach (var member in shape.Members)
        {
            if (Values.TryGetValue(member.Name, out var value))
            {
                Put(writer, member, value);
            }
        }
    }

    public override string ToString() => Show(this);

    /// <summary>The value in one line: members and entries as name=value, lists in brackets.</summary>
    public static string Show(object value) => value switch
    {
        Bag bag => $"{{{string.Join(", ", bag.Values.Select(v => $"{v.Key}={Show(v.Value)}"))}}}",
        List<object> list => $"[{string.Join(", ", list.Select(Show))}]",
        Dictionary<string, object> map => $"<{string.Join(", ", map.Select(v => $"{v.Key}={Show(v.Value)}"))}>",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff"),
        JsonNode node => node.ToJsonString(),
        IFormattable plain => plain.ToString(null, null),
        _ => value.ToString()!,
    };

    private static object Value(ShapeReader reader, Member member) => member.Shape.Kind switch
    {
        ShapeKind.Structure or ShapeKind.Union => Nested(reader, member),
        ShapeKind.List => reader.List(member, Value),
        ShapeKind.Map => reader.Map(member, Value),
        ShapeKind.String => reader.String(member),
        ShapeKind.Boolean => reader.Boolean(member),
        ShapeKind.Integer => reader.Integer(member),
        ShapeKind.Long => reader.Long(member),
        ShapeKind.Float => reader.Float(member),
        ShapeKind.Double => reader.Double(member),
        ShapeKind.Timestamp => reader.Timestamp(member),
        ShapeKind.Blob when member.Streaming || member.Shape.Streaming => reader.Stream(member),
        ShapeKind.Blob => reader.Blob(member),
        _ => reader.Document(member),
    };

    private static Bag Nested(ShapeReader reader, Member member)
    {
        var bag = new Bag(member.Shape);
        reader.BeginStructure(member);
        reader.Fill(bag);
        return bag;
    }

    private static void Put(ShapeWriter writer, Member member, object value)
    {
        switch (value)
        {
            case Bag bag: writer.Structure(member, bag); break;
            case List<object> list: writer.List(member, list, Put); break;
            case Dictionary<string, object> map: writer.Map(member, map, Put); break;
            case string text: writer.String(member, text); break;
            case bool flag: writer.Boolean(member, flag); break;
            case int number: writer.Integer(member, number); break;
            case long number: writer.Long(member, number); break;
            case float number: writer.Float(member, number); break;
            case double number: writer.Double(member, number); break;
            case byte[] bytes: writer.Blob(member, bytes); break;
            case DateTimeOffset time: writer.Timestamp(member, time); break;
            case JsonNode node: writer.Document(member, node); break;
            case Stream stream: writer.Stream(member, stream); break;
            case IAsyncEnumerable<IStructure> events: writer.Events(member, events); break;
            default: throw new ArgumentException($"{member} cannot hold {value}.", nameof(value));
        }
    }
}
