using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Services.Sqs;

/// <summary>Reads and writes the JSON texts that some attributes hold.</summary>
internal static class JsonText
{
    /// <summary>Characters as they are: these texts go into JSON strings or XML, which escape them once more.</summary>
    public static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <summary>The object that the text holds; null when it holds none.</summary>
    public static JsonObject? Object(string text)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: Strict) as JsonObject;
            Touch(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Names that come twice and halves of escaped surrogate pairs show only when they are read.</summary>
    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                {
                    Touch(member);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Touch(item);
                }

                break;
            case JsonValue value:
                value.TryGetValue(out string? _);
                break;
        }
    }

    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A whole number, written as one or as a text: clients do both.</summary>
    public static int? Whole(JsonNode? node) =>
        node is JsonValue value &&
            int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : null;
}
