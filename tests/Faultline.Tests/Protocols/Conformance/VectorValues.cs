using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>The values that vectors speak of: made from their JSON by the shape, and compared.</summary>
internal static class VectorValues
{
    public static Loose Structure(Shape shape, JsonElement json)
    {
        var value = new Loose(shape);
        foreach (var member in shape.Members)
        {
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member.Name, out var found)
                && found.ValueKind != JsonValueKind.Null)
            {
                value.Values[member.Name] = Value(member, found);
            }
        }

        return value;
    }

    /// <summary>Where the two differ, as in <c>.Items[2]: 1, not 2</c>; null where they do not.</summary>
    public static string? Difference(object? wanted, object? found, string path = "") => (wanted, found) switch
    {
        (Loose a, Loose b) => Entries(a.Values, b.Values, path, name => Of(a.Shape, name)),
        (Dictionary<string, object?> a, Dictionary<string, object?> b) => Entries(a, b, path, _ => null),
        (List<object?> a, List<object?> b) when a.Count == b.Count =>
            a.Select((_, i) => Difference(a[i], b[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null),
        (byte[] a, byte[] b) when a.AsSpan().SequenceEqual(b) => null,
        (JsonNode a, JsonNode b) when SameJson(a, b) => null,
        (null, null) => null,
        _ when wanted is not null && wanted.Equals(found) => null,
        _ => $"{path}: {Show(found)}, not {Show(wanted)}",
    };

    private static Member? Of(Shape shape, string name) => shape.Members.FirstOrDefault(m => m.Name == name);

    private static bool SameJson(JsonNode a, JsonNode b) =>
        JsonNode.DeepEquals(JsonNode.Parse(a.ToJsonString()), JsonNode.Parse(b.ToJsonString()));

    private static string? Entries(
        Dictionary<string, object?> wanted, Dictionary<string, object?> found, string path,
        Func<string, Member?> member)
    {
        foreach (var name in wanted.Keys.Union(found.Keys))
        {
            var (a, b) = (wanted.GetValueOrDefault(name), found.GetValueOrDefault(name));
            if (member(name) is { JsonValue: true } && a is string text && b is string other)
            {
                (a, b) = (JsonNode.Parse(text), JsonNode.Parse(other));
            }

            // Clients make up a token where the caller gave none.
            var made = a is null && member(name) is { IdempotencyToken: true };
            if (!made && Difference(a, b, $"{path}.{name}") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static object? Value(Member member, JsonElement json) => json.ValueKind == JsonValueKind.Null ? null :
        member.JsonValue && json.ValueKind != JsonValueKind.String ? json.GetRawText() :
        member.Shape.Kind switch
        {
            ShapeKind.Structure when member.Shape.EventStream && json.ValueKind == JsonValueKind.Array =>
                json.EnumerateArray().Select(e => (object?)Structure(member.Shape, e)).ToList(),
            ShapeKind.Structure or ShapeKind.Union => Structure(member.Shape, json),
            ShapeKind.List => json.EnumerateArray().Select(item => Value(member.Shape.Item, item)).ToList(),
            ShapeKind.Map => json.EnumerateObject()
                .ToDictionary(e => e.Name, e => Value(member.Shape.Value, e.Value)),
            ShapeKind.String => json.GetString(),
            ShapeKind.Boolean => json.GetBoolean(),
            ShapeKind.Integer => json.GetInt32(),
            ShapeKind.Long => json.GetInt64(),
            ShapeKind.Float => (float)Number(json),
            ShapeKind.Double => Number(json),
            ShapeKind.Blob => Encoding.UTF8.GetBytes(json.GetString()!),
            ShapeKind.Timestamp => Instant(json),
            _ => JsonNode.Parse(json.GetRawText()),
        };

    private static double Number(JsonElement json) => json.ValueKind == JsonValueKind.Number ? json.GetDouble() :
        json.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var other => double.Parse(other!, CultureInfo.InvariantCulture),
        };

    private static DateTimeOffset Instant(JsonElement json) => json.ValueKind == JsonValueKind.Number
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(json.GetDouble() * 1000))
        : DateTimeOffset.Parse(json.GetString()!, CultureInfo.InvariantCulture);

    private static string Show(object? value) => value switch
    {
        null => "nothing",
        byte[] bytes => $"bytes '{Encoding.UTF8.GetString(bytes)}'",
        JsonNode node => node.ToJsonString(),
        Loose loose => $"{{{string.Join(", ", loose.Values.Select(v => $"{v.Key}={Show(v.Value)}"))}}}",
        List<object?> list => $"[{string.Join(", ", list.Select(Show))}]",
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        _ => $"{value.GetType().Name} '{value}'",
    };
}
