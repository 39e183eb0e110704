using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Json;

/// <summary>
/// Reads a document at once and whole. The framework's nodes read late, and would find bad text or a doubled name only
/// when a service looks.
/// </summary>
internal static class JsonDocuments
{
    /// <summary>Reads the value whose first token has been read; null for a null.</summary>
    public static JsonNode? Read(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref json),
        JsonTokenType.StartArray => ReadArray(ref json),
        JsonTokenType.String => JsonValue.Create(Text(ref json)),
        JsonTokenType.Number => ReadNumber(ref json),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        _ => null,
    };

    private static JsonObject ReadObject(ref Utf8JsonReader json)
    {
        var node = new JsonObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref json);
            json.Read();
            node[name] = Read(ref json);
        }

        return node;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader json)
    {
        var node = new JsonArray();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            node.Add(Read(ref json));
        }

        return node;
    }

    private static JsonValue ReadNumber(ref Utf8JsonReader json) =>
        json.TryGetInt64(out var whole) ? JsonValue.Create(whole)
        : json.TryGetUInt64(out var large) ? JsonValue.Create(large)
        : JsonValue.Create(JsonShapeReader.Finite(ref json));

    private static string Text(ref Utf8JsonReader json) =>
        json.ValueIsEscaped ? JsonText.Escaped(json.ValueSpan) : Utf8Text.Read(json.ValueSpan);
}
