using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Reads JSON as CloudFormation does: of a key that stands twice, the last one holds.</summary>
internal static class JsonText
{
    /// <summary>The reader counts deeper than we let trees be, so that the fault is ours.</summary>
    private const int ReaderDepthMax = 10_000;

    public static JsonNode? Read(string text)
    {
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = ReaderDepthMax });
        try
        {
            reader.Read();
            var root = Value(ref reader, 1);
            reader.Read(); // Nothing comes after it, or this throws.
            return root;
        }
        catch (JsonException error)
        {
            throw NotWellFormed((error.LineNumber ?? 0) + 1, (error.BytePositionInLine ?? 0) + 1);
        }
        catch (InvalidOperationException)
        {
            // A text with half a character.
            throw NotWellFormed(1, reader.TokenStartIndex + 1);
        }
    }

    private static JsonNode? Value(ref Utf8JsonReader reader, int depth)
    {
        if (depth > TemplateText.DepthMax)
        {
            throw Faults.TooDeep($"byte {reader.TokenStartIndex}");
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Members(ref reader, depth);
            case JsonTokenType.StartArray:
                var items = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader, depth + 1));
                }

                return items;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Number:
                return TemplateText.Number(Encoding.UTF8.GetString(reader.ValueSpan))
                    ?? throw NotWellFormed(1, reader.TokenStartIndex + 1);
            case JsonTokenType.True:
                return JsonValue.Create(true);
            case JsonTokenType.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static JsonObject Members(ref Utf8JsonReader reader, int depth)
    {
        var members = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            members[name] = Value(ref reader, depth + 1);
        }

        return members;
    }

    private static TemplateFault NotWellFormed(long line, long column) =>
        Faults.Format($"JSON not well-formed. (line {line}, column {column})");
}
