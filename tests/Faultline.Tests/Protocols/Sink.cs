using System.Text;
using System.Text.Json;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols;

/// <summary>
/// A structure with a member of every kind, which contains itself, and the ways to read and write one.
/// </summary>
internal static class Sink
{
    private const string Model = """
        {
          "Sink": { "type": "structure", "members": {
            "Text": { "shape": "Text" }, "Flag": { "shape": "Flag" }, "Int": { "shape": "Int" },
            "Long": { "shape": "Long" }, "Float": { "shape": "Float" }, "Double": { "shape": "Double" },
            "Blob": { "shape": "Blob" }, "Time": { "shape": "Time" }, "IsoTime": { "shape": "IsoTime" },
            "Doc": { "shape": "Doc" }, "Union": { "shape": "Union" }, "List": { "shape": "List" },
            "SparseList": { "shape": "SparseList" }, "Map": { "shape": "Map" }, "Sinks": { "shape": "Sinks" },
            "Sink": { "shape": "Sink" } } },
          "Union": { "type": "structure", "union": true, "members": {
            "A": { "shape": "Text" }, "B": { "shape": "Int" }, "C": { "shape": "Union" } } },
          "List": { "type": "list", "member": { "shape": "Text" } },
          "SparseList": { "type": "list", "member": { "shape": "Text" } },
          "Map": { "type": "map", "key": { "shape": "Text" }, "value": { "shape": "Int" } },
          "Sinks": { "type": "map", "key": { "shape": "Text" }, "value": { "shape": "SinkList" } },
          "SinkList": { "type": "list", "member": { "shape": "Sink" } },
          "Text": { "type": "string" }, "Flag": { "type": "boolean" }, "Int": { "type": "integer" },
          "Long": { "type": "long" }, "Float": { "type": "float" }, "Double": { "type": "double" },
          "Blob": { "type": "blob" }, "Time": { "type": "timestamp" },
          "IsoTime": { "type": "timestamp", "timestampFormat": "iso8601" },
          "Doc": { "type": "structure", "document": true, "members": {} }
        }
        """;

    public static Shape Shape { get; } = new VectorShapes(JsonDocument.Parse(Model).RootElement)["Sink"];

    /// <summary>A valid value with everything set but the document, which CBOR has no form for.</summary>
    public const string Full = """
        {"Text":"a\"\u00e9😀\ud83d\ude00\\n","Flag":true,"Int":-5,"Long":9007199254740993,"Float":1.5,"Double":-1e-3,
        "Blob":"AAEC","Time":1700000000.123,"IsoTime":"2023-11-14T22:13:20Z","Union":{"C":{"C":{"B":1}}},
        "List":["x","","y"],"SparseList":["x",null],"Map":{"":1,"k":2},"Unknown":[{"a":[1,{}]},null],
        "Sinks":{"s":[{"Text":"t","Sink":{"Sink":{"Int":7}}},{}]},"Double":"NaN","Text":"again"}
        """;

    private static readonly Operation operation = new() { Name = "Sink", Index = 0, NewInput = () => new Loose(Shape) };

    public static ServiceModel Service { get; } = new()
    {
        Id = "sink",
        FullName = "Sink",
        ServiceId = "Sink",
        EndpointPrefix = "sink",
        SigningName = "sink",
        ApiVersion = "2020-01-01",
        Protocols = [],
        Operations = [],
    };

    public static Loose Read(Protocol protocol, byte[] body)
    {
        var value = new Loose(Shape);
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary();
        Codecs.Of(protocol).Read(
            Service, operation, new() { Method = "POST", Path = "/", Headers = headers, Body = body }, value);
        return value;
    }

    public static Loose Json(string body) => Read(Protocol.Json10, Encoding.UTF8.GetBytes(body));

    public static byte[] Write(Protocol protocol, Loose value)
    {
        var response = new Captured();
        Codecs.Of(protocol).Write(Service, operation, value, "request-1", response.Outgoing);
        return response.Body();
    }
}
