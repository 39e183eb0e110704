using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>
/// The form of our model files: a line an operation, a shape, a member, a value of a long enumeration.
/// </summary>
internal static class ModelFile
{
    private const int EnumLineMax = 8;

    // Patterns are full of characters that need no escape in a file.
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(JsonObject model)
    {
        var text = new StringBuilder("{\n");
        Section(text, "metadata", model["metadata"]!.AsObject(), Compact, last: false);
        Section(text, "operations", model["operations"]!.AsObject(), Compact, last: false);
        Section(text, "shapes", model["shapes"]!.AsObject(), Shape, last: true);
        return text.Append("}\n").ToString();
    }

    public static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static void Section(
        StringBuilder text, string name, JsonObject entries, Func<JsonNode, string> write, bool last)
    {
        text.Append(Quote(name)).Append(": {\n");
        var lines = entries.Select(entry => $"  {Quote(entry.Key)}: {write(entry.Value!)}");
        text.AppendJoin(",\n", lines).Append(last ? "\n}\n" : "\n},\n");
    }

    private static string Shape(JsonNode shape)
    {
        if (shape["members"] is JsonObject { Count: > 0 } members)
        {
            var lines = members.Select(member => $"    {Quote(member.Key)}: {Compact(member.Value!)}");
            return $"{Without(shape, "members")},\"members\":{{\n{string.Join(",\n", lines)}\n  }}}}";
        }

        // AWS adds values: a line each where they are many, so that a difference shows which.
        return shape["enum"] is JsonArray { Count: > EnumLineMax } values
            ? $"{Without(shape, "enum")},\"enum\":[\n    {string.Join(",\n    ", values.Select(Compact!))}\n  ]}}"
            : Compact(shape);
    }

    private static string Without(JsonNode shape, string part)
    {
        var head = shape.DeepClone().AsObject();
        head.Remove(part);
        return Compact(head)[..^1];
    }

    private static string Compact(JsonNode node) => node.ToJsonString(Plain);

    private static string Quote(string name) => JsonSerializer.Serialize(name, Plain);
}
