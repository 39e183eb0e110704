using System.Text.Json.Nodes;

namespace Faultline.Drills.Runbooks.Reading;

/// <summary>Properties of a template as they are written: numbers may be texts, truths too.</summary>
internal static class Properties
{
    public static string? Text(this JsonObject properties, string name) => Text(properties[name]);

    public static int? Number(this JsonObject properties, string name) =>
        int.TryParse(properties.Text(name), out var number) ? number : null;

    public static bool IsTrue(this JsonObject properties, string name) =>
        string.Equals(properties.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    public static TimeSpan? Seconds(this JsonObject properties, string name) =>
        properties.Number(name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The texts of a list; a text alone is a list of one.</summary>
    public static IReadOnlyList<string> Texts(this JsonObject properties, string name) => properties[name] switch
    {
        JsonArray list => [.. list.Select(Text).OfType<string>()],
        JsonValue one => Text(one) is { } text ? [text] : [],
        _ => [],
    };

    public static IEnumerable<JsonObject> Objects(this JsonObject properties, string name) =>
        properties[name] is JsonArray list ? list.OfType<JsonObject>() : [];

    private static string? Text(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString()
        : null;
}
