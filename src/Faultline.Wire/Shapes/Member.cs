using System.Text.Json;

namespace Faultline.Wire.Shapes;

/// <summary>One member of a structure, or the item of a list, or the key or value of a map.</summary>
public sealed class Member
{
    private readonly Func<Shape> makeShape;
    private Shape? shape;
    private JsonEncodedText? json;

    public Member(string name, int index, Func<Shape> shape)
    {
        Name = name;
        Index = index;
        makeShape = shape;
    }

    public string Name { get; }

    public int Index { get; }

    public Shape Shape => shape ??= makeShape();

    public string? LocationName { get; init; }

    /// <summary>The name on the wire where the protocol has no rules of its own.</summary>
    public string WireName => LocationName ?? Name;

    /// <summary>The wire name, encoded once for JSON.</summary>
    public JsonEncodedText Json => json ??= JsonEncodedText.Encode(WireName);

    public Location Location { get; init; }

    /// <summary>
    /// The name that only the query protocols use: in ec2 for inputs, in query (SQS before JSON) for both directions.
    /// </summary>
    public string? QueryName { get; init; }

    /// <summary>The name on the wire in the query protocol.</summary>
    public string QueryWireName => QueryName ?? WireName;

    public bool Required { get; init; }

    public bool Flattened { get; init; }

    public bool XmlAttribute { get; init; }

    public XmlNamespace? XmlNamespace { get; init; }

    public TimestampFormat TimestampFormat { get; init; }

    public bool Streaming { get; init; }

    public bool IdempotencyToken { get; init; }

    public bool JsonValue { get; init; }

    public bool HostLabel { get; init; }

    public bool EventPayload { get; init; }

    public bool EventHeader { get; init; }

    public override string ToString() => $"{Name}: {Shape}";
}
