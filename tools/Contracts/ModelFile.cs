using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>The form of our model files: a line an operation, a line a shape, a line a member of a structure.</summary>
internal static class ModelFile
{
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
        if (shape["members"] is not JsonObject { Count: > 0 } members)
        {
            return Compact(shape);
        }

        var head = shape.DeepClone().AsObject();
        head.Remove("members");
        var lines = members.Select(member => $"    {Quote(member.Key)}: {Compact(member.Value!)}");
        return $"{Compact(head)[..^1]},\"members\":{{\n{string.Join(",\n", lines)}\n  }}}}";
    }

    private static string Compact(JsonNode node) => node.ToJsonString(Plain);

    private static string Quote(string name) => JsonSerializer.Serialize(name, Plain);
}
