using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Services.Provisioning;

/// <summary>Single values as templates write them: as text or as what they are.</summary>
internal static class Scalars
{
    /// <summary>Documents are for APIs, not for web pages: what JSON leaves as it is stays so.</summary>
    private static readonly JsonSerializerOptions plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string? Text(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    /// <summary>JSON in its shortest form.</summary>
    public static string Json(JsonNode tree) => tree.ToJsonString(plain);

    public static bool Flag(string text, string name) => text.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => throw Refused.Not("boolean", name, text),
    };

    /// <summary>A whole number; JSON has one way to write numbers, so <c>30.0</c> is one too.</summary>
    public static int Whole(string text, string name) =>
        Long(text, name) is var value and >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Refused.Not("integer", name, text);

    public static long Long(string text, string name) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && value == decimal.Truncate(value)
        && value is >= long.MinValue and <= long.MaxValue
            ? (long)value
            : throw Refused.Not("integer", name, text);

    public static double Real(string text, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : throw Refused.Not("number", name, text);
}
