using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Services.Provisioning;

/// <summary>Single values as templates write them: as text or as what they are.</summary>
internal static class Scalars
{
    public static string? Text(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    public static bool Flag(string text, string name) => text.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => throw Refused.Not("boolean", name, text),
    };

    public static int Whole(string text, string name) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Refused.Not("integer", name, text);

    public static long Long(string text, string name) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Refused.Not("integer", name, text);

    public static double Real(string text, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Refused.Not("number", name, text);
}
