using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faultline.Tests.Drills.Plans;

/// <summary>As much of JSON Schema as our schema uses; a word that it does not know is an error.</summary>
internal static class MiniSchema
{
    public static IEnumerable<string> Refusals(JsonNode root, JsonNode schema, JsonNode? value, string at)
    {
        if (schema is JsonValue flag)
        {
            return (bool)flag! ? [] : [$"{at} is not allowed"];
        }

        return schema.AsObject().SelectMany(rule => Refusals(root, schema, rule.Key, rule.Value!, value, at));
    }

    /// <summary>YAML as an editor sees it: plain words are numbers or flags where they look so.</summary>
    public static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
            each => new KeyValuePair<string, JsonNode?>(((YamlScalarNode)each.Key).Value!, Json(each.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } scalar => scalar.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when double.TryParse(
            scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    private static IEnumerable<string> Refusals(
        JsonNode root, JsonNode schema, string word, JsonNode rule, JsonNode? value, string at)
    {
        switch (word)
        {
            case "$ref":
                return Refusals(root, root["$defs"]![((string)rule!).Split('/')[^1]]!, value, at);
            case "type":
                string[] types = rule is JsonArray many ? [.. many.Select(each => (string)each!)] : [(string)rule!];
                return types.Any(type => Is(type, value)) ? [] : [$"{at} is no {string.Join(" or ", types)}"];
            case "properties":
                return value is JsonObject mapping
                    ? mapping.Where(each => rule[each.Key] is not null)
                        .SelectMany(each => Refusals(root, rule[each.Key]!, each.Value, $"{at}/{each.Key}"))
                    : [];
            case "additionalProperties":
                var known = schema["properties"]?.AsObject().Select(each => each.Key).ToHashSet() ?? [];
                return value is JsonObject more
                    ? more.Where(each => !known.Contains(each.Key))
                        .SelectMany(each => Refusals(root, rule, each.Value, $"{at}/{each.Key}"))
                    : [];
            case "required":
                return rule.AsArray().Select(each => (string)each!)
                    .Where(name => value is JsonObject mapping && !mapping.ContainsKey(name))
                    .Select(name => $"{at} has no {name}");
            case "items":
                return value is JsonArray list ? list.SelectMany(each => Refusals(root, rule, each, $"{at}[]")) : [];
            case "oneOf":
                var fits = rule.AsArray().Count(each => !Refusals(root, each!, value, at).Any());
                return fits == 1 ? [] : [$"{at} fits {fits} of its forms"];
            case "enum":
                return rule.AsArray().Any(each => (string)each! == $"{value}") ? [] : [$"{at} is none of {rule}"];
            case "pattern":
                return value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch((string)value!, (string)rule!)
                    ? [] : [$"{at} does not look like {rule}"];
            case "minimum":
                return Number(value) is not { } least || least >= (double)rule! ? [] : [$"{at} is too small"];
            case "exclusiveMinimum":
                return Number(value) is not { } above || above > (double)rule! ? [] : [$"{at} is too small"];
            case "maximum":
                return Number(value) is not { } most || most <= (double)rule! ? [] : [$"{at} is too large"];
            case "minItems" or "minProperties" or "description" or "title" or "$schema" or "$defs":
                return [];
            default:
                throw new InvalidOperationException($"The schema says {word}, which this does not know.");
        }
    }

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number ? (double)value! : null;

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger((double)value!),
        _ => false,
    };
}
