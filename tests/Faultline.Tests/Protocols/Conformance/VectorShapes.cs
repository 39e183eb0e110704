using System.Text.Json;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>Makes the facts that generated code would hold from the shapes that a vector carries.</summary>
internal sealed class VectorShapes(JsonElement shapes)
{
    private readonly Dictionary<string, Shape> made = [];

    public Shape this[string name]
    {
        get
        {
            if (!made.TryGetValue(name, out var shape))
            {
                made[name] = shape = Make(name, shapes.GetProperty(name));
            }

            return shape;
        }
    }

    private Shape Make(string name, JsonElement json) => new(name, Kind(json), () => Members(json))
    {
        LocationName = json.Text("locationName"),
        Flattened = json.Flag("flattened"),
        // The vectors have lost the trait, but their shapes are named after it.
        Sparse = name.Contains("Sparse", StringComparison.Ordinal),
        XmlNamespace = Namespace(json),
        TimestampFormat = Format(json),
        Payload = json.Text("payload"),
        Streaming = json.Flag("streaming"),
        EventStream = json.Flag("eventstream"),
        Event = json.Flag("event"),
        Sensitive = json.Flag("sensitive"),
        Min = json.TryGetProperty("min", out var min) ? min.GetDouble() : null,
        Max = json.TryGetProperty("max", out var max) ? max.GetDouble() : null,
        Pattern = json.Text("pattern"),
        Enum = json.TryGetProperty("enum", out var values)
            ? [.. values.EnumerateArray().Select(v => v.GetString()!)]
            : null,
        Error = json.Flag("exception") ? Error(name, json) : null,
    };

    private static ErrorFacts Error(string name, JsonElement json)
    {
        var facts = json.TryGetProperty("error", out var error) ? error : default;
        var sender = facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty("senderFault", out var fault)
            ? fault.GetBoolean()
            : !json.Flag("fault");
        var status = facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty("httpStatusCode", out var code)
            ? code.GetInt32()
            : sender ? 400 : 500;
        return new(facts.Text("code") ?? name, status, sender);
    }

    private Member[] Members(JsonElement json)
    {
        if (json.TryGetProperty("members", out var members))
        {
            var required = json.TryGetProperty("required", out var names)
                ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet()
                : [];
            return [.. members.EnumerateObject().Select((m, i) => Make(m.Name, i, m.Value, required.Contains(m.Name)))];
        }

        return json.TryGetProperty("member", out var item) ? [Make("member", 0, item, false)]
            : json.TryGetProperty("key", out var key)
                ? [Make("key", 0, key, false), Make("value", 1, json.GetProperty("value"), false)]
            : [];
    }

    private Member Make(string name, int index, JsonElement json, bool required)
    {
        // The old vectors say at a shape where its members travel.
        var target = shapes.GetProperty(json.GetProperty("shape").GetString()!);
        var place = target.Text("location") is null ? json : target;
        return new(name, index, () => this[json.GetProperty("shape").GetString()!])
        {
            Required = required,
            LocationName = json.Text("locationName") ?? json.Text("LocationName") ?? place.Text("locationName"),
            Location = Where(json.Text("location") ?? place.Text("location")),
            QueryName = json.Text("queryName"),
            Flattened = json.Flag("flattened"),
            XmlAttribute = json.Flag("xmlAttribute"),
            XmlNamespace = Namespace(json),
            TimestampFormat = Format(json),
            Streaming = json.Flag("streaming"),
            IdempotencyToken = json.Flag("idempotencyToken"),
            JsonValue = json.Flag("jsonvalue"),
            HostLabel = json.Flag("hostLabel"),
            EventPayload = json.Flag("eventpayload"),
            EventHeader = json.Flag("eventheader"),
        };
    }

    private static ShapeKind Kind(JsonElement json) => json.GetProperty("type").GetString() switch
    {
        "structure" when json.Flag("document") => ShapeKind.Document,
        "structure" when json.Flag("union") => ShapeKind.Union,
        "structure" => ShapeKind.Structure,
        "list" => ShapeKind.List,
        "map" => ShapeKind.Map,
        "string" or "character" => ShapeKind.String,
        "boolean" => ShapeKind.Boolean,
        "integer" => ShapeKind.Integer,
        "long" => ShapeKind.Long,
        "float" => ShapeKind.Float,
        "double" => ShapeKind.Double,
        "blob" => ShapeKind.Blob,
        "timestamp" => ShapeKind.Timestamp,
        var other => throw new InvalidDataException($"A vector has a shape of type {other}."),
    };

    private static Location Where(string? location) => location switch
    {
        "uri" => Location.Uri,
        "querystring" => Location.QueryString,
        "header" => Location.Header,
        "headers" => Location.Headers,
        "statusCode" => Location.StatusCode,
        _ => Location.Body,
    };

    private static TimestampFormat Format(JsonElement json) => json.Text("timestampFormat") switch
    {
        "iso8601" => TimestampFormat.Iso8601,
        "unixTimestamp" => TimestampFormat.UnixTimestamp,
        "rfc822" => TimestampFormat.Rfc822,
        _ => TimestampFormat.Protocol,
    };

    private static XmlNamespace? Namespace(JsonElement json) =>
        json.TryGetProperty("xmlNamespace", out var found)
            ? found.ValueKind == JsonValueKind.String
                ? new(found.GetString()!)
                : new(found.GetProperty("uri").GetString()!, found.Text("prefix"))
            : null;
}

/// <summary>Short ways into a vector's JSON.</summary>
internal static class VectorJson
{
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Flag(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
