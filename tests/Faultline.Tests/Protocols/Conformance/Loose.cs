using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>A structure of any shape: what generated code would be, with its members in a dictionary.</summary>
internal sealed class Loose(Shape shape) : IStructure
{
    public Shape Shape { get; } = shape;

    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);

    public void Read(Member member, ShapeReader reader) => Values[member.Name] = ReadValue(reader, member);

    public void Write(ShapeWriter writer)
    {
        foreach (var member in Shape.Members)
        {
            if (Values.TryGetValue(member.Name, out var value) && value is not null)
            {
                WriteValue(writer, member, value);
            }
        }
    }

    private static object ReadValue(ShapeReader reader, Member member) => member.Shape.Kind switch
    {
        ShapeKind.Structure or ShapeKind.Union => ReadStructure(reader, member),
        ShapeKind.List => reader.List<object?>(member, ReadValue),
        ShapeKind.Map => reader.Map<object?>(member, ReadValue),
        ShapeKind.String => reader.String(member),
        ShapeKind.Boolean => reader.Boolean(member),
        ShapeKind.Integer => reader.Integer(member),
        ShapeKind.Long => reader.Long(member),
        ShapeKind.Float => reader.Float(member),
        ShapeKind.Double => reader.Double(member),
        ShapeKind.Blob when Streams(member) => ReadStream(reader.Stream(member)),
        ShapeKind.Blob => reader.Blob(member),
        ShapeKind.Timestamp => reader.Timestamp(member),
        _ => reader.Document(member),
    };

    private static Loose ReadStructure(ShapeReader reader, Member member)
    {
        var value = new Loose(member.Shape);
        reader.BeginStructure(member);
        reader.Fill(value);
        return value;
    }

    private static byte[] ReadStream(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static bool Streams(Member member) => member.Streaming || member.Shape.Streaming;

    private static void WriteValue(ShapeWriter writer, Member member, object? value)
    {
        switch (value)
        {
            case Loose structure: writer.Structure(member, structure); break;
            case List<object?> events when member.Shape.EventStream: writer.Events(member, Stream(events)); break;
            case List<object?> list: writer.List(member, list, WriteValue); break;
            case Dictionary<string, object?> map: writer.Map(member, map, WriteValue); break;
            case string text: writer.String(member, text); break;
            case bool flag: writer.Boolean(member, flag); break;
            case int number: writer.Integer(member, number); break;
            case long number: writer.Long(member, number); break;
            case float number: writer.Float(member, number); break;
            case double number: writer.Double(member, number); break;
            case byte[] bytes when Streams(member): writer.Stream(member, new MemoryStream(bytes)); break;
            case byte[] bytes: writer.Blob(member, bytes); break;
            case DateTimeOffset instant: writer.Timestamp(member, instant); break;
            case JsonNode document: writer.Document(member, document); break;
            default: throw new InvalidDataException($"{member} holds a {value?.GetType().Name}.");
        }
    }

    private static async IAsyncEnumerable<IStructure> Stream(List<object?> events)
    {
        await Task.Yield();
        foreach (var one in events)
        {
            // A vector shows each event as a union; a service gives the union's member.
            yield return (Loose)((Loose)one!).Values.Values.Single()!;
        }
    }
}
