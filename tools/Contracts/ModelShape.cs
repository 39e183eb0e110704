using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>A shape of a model.</summary>
internal sealed class ModelShape(string name, JsonObject json)
{
    private ModelMember[]? members;

    public string Name => name;

    public string Type => (string)json["type"]!;

    /// <summary>The member of the ShapeKind enumeration.</summary>
    public string Kind => Type switch
    {
        "structure" => Flag("document") ? "Document" : Flag("union") || Flag("eventstream") ? "Union" : "Structure",
        var type => char.ToUpperInvariant(type[0]) + type[1..],
    };

    public bool IsStructure => Kind is "Structure" or "Union";

    /// <summary>Members by index: a structure's, a list's item, a map's key and value.</summary>
    public ModelMember[] Members => members ??= Type switch
    {
        "structure" => [.. (json["members"]?.AsObject() ?? []).Select(Named)],
        "list" => [Part("member", 0)],
        "map" => [Part("key", 0), Part("value", 1)],
        _ => [],
    };

    public bool IsError => Flag("exception") || json["error"] is not null;

    public bool EventStream => Flag("eventstream");

    public bool Streaming => Flag("streaming");

    public bool Sparse => Flag("sparse");

    /// <summary>The values of an enumeration.</summary>
    public string[]? Enum => json["enum"]?.AsArray().Select(value => (string)value!).ToArray();

    /// <summary>The enumeration only names values; others are the service's own to judge.</summary>
    public bool OpenEnum => Flag("open");

    public string? Pattern => (string?)json["pattern"];

    public string? Payload => (string?)json["payload"];

    public string? LocationName => (string?)json["locationName"];

    public string? TimestampFormat => (string?)json["timestampFormat"];

    public XmlName? Namespace => XmlName.Of(json["xmlNamespace"]);

    public string? Number(string fact) => json[fact]?.ToJsonString();

    public bool Flag(string fact) => json[fact] is JsonValue value && value.TryGetValue(out bool set) && set;

    public string ErrorCode => (string?)json["error"]?["code"] ?? name;

    public int ErrorStatus => (int?)json["error"]?["httpStatusCode"] ?? (Flag("fault") ? 500 : 400);

    public bool SenderFault => (bool?)json["error"]?["senderFault"] ?? ErrorStatus < 500;

    private ModelMember Named(KeyValuePair<string, JsonNode?> pair, int index) =>
        new(pair.Key, index, pair.Value!.AsObject(),
            json["required"]?.AsArray().Any(required => (string)required! == pair.Key) ?? false);

    private ModelMember Part(string part, int index) => new(part, index, json[part]!.AsObject(), required: false);
}

/// <summary>A member of a structure, the item of a list, or the key or value of a map.</summary>
internal sealed class ModelMember(string name, int index, JsonObject json, bool required)
{
    public string Name => name;

    public int Index => index;

    public bool Required => required;

    public string Shape => (string)json["shape"]!;

    public bool Streaming => Flag("streaming");

    public string? LocationName => Text("locationName");

    public string? QueryName => Text("queryName");

    public string? TimestampFormat => Text("timestampFormat");

    public XmlName? Namespace => XmlName.Of(json["xmlNamespace"]);

    /// <summary>The member of the Location enumeration; null for the body.</summary>
    public string? Location => Text("location") switch
    {
        null => null,
        "uri" => "Uri",
        "querystring" => "QueryString",
        "header" => "Header",
        "headers" => "Headers",
        "statusCode" => "StatusCode",
        var other => throw new Fault($"{name} travels in {other}, which is no place that we know."),
    };

    public bool Flag(string fact) => (bool?)json[fact] ?? false;

    private string? Text(string fact) => (string?)json[fact];
}
