using System.Buffers.Binary;
using System.Text;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Tests.Protocols.Xml;
using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Events;

/// <summary>One message of an event stream as a client takes it apart, with its checksums held.</summary>
internal sealed record EventReading(Dictionary<string, object> Headers, byte[] Payload)
{
    public static List<EventReading> All(ReadOnlySpan<byte> bytes)
    {
        var messages = new List<EventReading>();
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            var head = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
            Assert.Equal(Crc32.Of(bytes[..8]), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));
            Assert.Equal(Crc32.Of(bytes[..(length - 4)]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - 4)..]));
            messages.Add(new(Head(bytes.Slice(12, head)), bytes[(12 + head)..(length - 4)].ToArray()));
            bytes = bytes[length..];
        }

        return messages;
    }

    /// <summary>
    /// Reads a stream in JSON: the first message into the output, the others into its list of events.
    /// </summary>
    public static void Json(ReadOnlySpan<byte> bytes, Loose into)
    {
        var messages = All(bytes);
        JsonShapeReader.Read(messages[0].Payload, into);
        var member = EventStream.Of(into.Shape)!;
        into.Values[member.Name] = messages.Skip(1).Select(m => (object?)m.Json(member.Shape)).ToList();
    }

    /// <summary>Reads a stream in XML: every message into the output's list of events.</summary>
    public static void Xml(ReadOnlySpan<byte> bytes, Loose into)
    {
        var member = EventStream.Of(into.Shape)!;
        into.Values[member.Name] = All(bytes).Select(m => (object?)m.Xml(member.Shape)).ToList();
    }

    /// <summary>Where two streams of events in XML differ in more than form; null where they say the same.</summary>
    public static string? Difference(ReadOnlySpan<byte> wanted, ReadOnlySpan<byte> found)
    {
        var (ours, theirs) = (All(found), All(wanted));
        if (ours.Count != theirs.Count)
        {
            return $"The stream has {ours.Count} events, not {theirs.Count}.";
        }

        return ours.Zip(theirs, (one, other) => one.Difference(other)).FirstOrDefault(text => text is not null);
    }

    private string? Difference(EventReading wanted) =>
        wanted.Head() != Head() ? $"The headers are {Head()}, not {wanted.Head()}"
        : wanted.Payload.AsSpan().SequenceEqual(Payload) ? null
        : XmlBodies.Difference(wanted.Payload, Payload);

    private string Head() => string.Join(", ",
        from header in Headers.OrderBy(header => header.Key, StringComparer.Ordinal)
        let value = header.Value is byte[] bytes ? Convert.ToHexString(bytes) : header.Value
        select $"{header.Key}={value}");

    private Loose Json(Shape stream) => Event(
        stream, value => JsonShapeReader.Read(Payload, value),
        (value, payload) => value.Read(payload, new JsonShapeReader(Payload)));

    private Loose Xml(Shape stream) => Event(
        stream, value => new XmlShapeReader(XmlNode.Parse(Payload)).Members(value),
        (value, payload) => value.Read(payload, new XmlShapeReader(XmlNode.Parse(Payload))));

    private Loose Event(Shape stream, Action<Loose> members, Action<Loose, Member> one)
    {
        var type = stream.Members.Single(m => m.Name == (string)Headers[":event-type"]);
        var value = new Loose(type.Shape);
        if (type.Shape.Members.SingleOrDefault(m => m.EventPayload) is not { } payload)
        {
            members(value);
        }
        else if (payload.Shape.Kind == ShapeKind.Blob)
        {
            value.Values[payload.Name] = Payload;
        }
        else
        {
            one(value, payload);
        }

        foreach (var header in type.Shape.Members.Where(m => m.EventHeader && Headers.ContainsKey(m.Name)))
        {
            value.Values[header.Name] = Headers[header.Name];
        }

        var union = new Loose(stream);
        union.Values[type.Name] = value;
        return union;
    }

    private static Dictionary<string, object> Head(ReadOnlySpan<byte> bytes)
    {
        var headers = new Dictionary<string, object>();
        while (!bytes.IsEmpty)
        {
            var name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
            bytes = bytes[(1 + bytes[0])..];
            var kind = bytes[0];
            bytes = bytes[1..];
            var size = kind switch
            {
                0 or 1 => 0,
                4 => 4,
                5 or 8 => 8,
                _ => 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes),
            };
            headers[name] = kind switch
            {
                0 => true,
                1 => false,
                4 => BinaryPrimitives.ReadInt32BigEndian(bytes),
                5 => BinaryPrimitives.ReadInt64BigEndian(bytes),
                6 => bytes[2..size].ToArray(),
                7 => Encoding.UTF8.GetString(bytes[2..size]),
                _ => DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)),
            };
            bytes = bytes[size..];
        }

        return headers;
    }
}
