using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Checks;

/// <summary>
/// Holds the properties of a resource against the facts of its type, at any depth. What is not known yet is null, and
/// passes.
/// </summary>
internal sealed class PropertyChecks
{
    private static readonly Dictionary<string, PropertyFacts> tagMembers = new(StringComparer.Ordinal)
    {
        ["Key"] = new(JsonValue.Create("string")!, Required: true, Replacement.Never),
        ["Value"] = new(JsonValue.Create("string")!, Required: true, Replacement.Never),
    };

    private readonly TypeFacts facts;
    private readonly List<string> offences = [];

    private PropertyChecks(TypeFacts facts) => this.facts = facts;

    /// <summary>
    /// What is wrong, in CloudFormation's words; nothing where all is well. Those that are <paramref name="open"/> may
    /// hold anything.
    /// </summary>
    public static IReadOnlyList<string> Of(TypeFacts facts, JsonObject properties, IReadOnlySet<string> open)
    {
        var checks = new PropertyChecks(facts);
        checks.Members(facts.Properties, properties, "#", open);
        return checks.offences;
    }

    /// <summary>How CloudFormation says it of a resource.</summary>
    public static string Message(string logicalId, IEnumerable<string> offences) =>
        $"Properties validation failed for resource {logicalId} with message: [{string.Join(", ", offences)}]";

    private void Members(
        IReadOnlyDictionary<string, PropertyFacts> known, JsonObject members, string at, IReadOnlySet<string> open)
    {
        offences.AddRange(known
            .Where(one => one.Value.Required && !members.ContainsKey(one.Key) && !open.Contains(one.Key))
            .Select(one => one.Key)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{at}: required key [{name}] not found"));
        foreach (var (name, value) in members)
        {
            if (!known.TryGetValue(name, out var property))
            {
                offences.Add($"{at}: extraneous key [{name}] is not permitted");
            }
            else
            {
                Value(property.Form, value, $"{at}/{name}");
            }
        }
    }

    private void Value(JsonNode form, JsonNode? value, string at)
    {
        if (value is null)
        {
            return;
        }

        switch (form)
        {
            case JsonObject list when list["list"] is { } items:
                Items(items, value, at);
                break;
            case JsonObject map when map["map"] is { } values:
                Map(values, value, at);
                break;
            case JsonObject any when any["any"] is JsonArray forms:
                Any(forms, value, at);
                break;
            case JsonObject group when group["is"] is { } name:
                Group(facts.Definition(name.GetValue<string>()), value, at);
                break;
            default:
                Single(form.GetValue<string>(), value, at);
                break;
        }
    }

    private void Items(JsonNode form, JsonNode value, string at)
    {
        if (value is not JsonArray items)
        {
            Expected("JSONArray", value, at);
            return;
        }

        for (var index = 0; index < items.Count; index++)
        {
            Value(form, items[index], $"{at}/{index.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    private void Map(JsonNode form, JsonNode value, string at)
    {
        if (value is not JsonObject members)
        {
            Expected("JSONObject", value, at);
            return;
        }

        foreach (var (name, member) in members)
        {
            Value(form, member, $"{at}/{name}");
        }
    }

    /// <summary>One of the forms must fit; if none does, the first is spoken of.</summary>
    private void Any(JsonArray forms, JsonNode value, string at)
    {
        var before = offences.Count;
        for (var index = forms.Count - 1; index >= 0; index--)
        {
            offences.RemoveRange(before, offences.Count - before);
            Value(forms[index]!, value, at);
            if (offences.Count == before)
            {
                return;
            }
        }
    }

    private void Group(IReadOnlyDictionary<string, PropertyFacts> known, JsonNode value, string at)
    {
        if (value is JsonObject members)
        {
            Members(known, members, at, new HashSet<string>());
        }
        else
        {
            Expected("JSONObject", value, at);
        }
    }

    private void Single(string form, JsonNode value, string at)
    {
        var text = Scalars.Text(value);
        if (text is not null && DynamicReferences.Has(text))
        {
            return; // What it is shows when it is looked up.
        }

        switch (form)
        {
            case "json":
                break;
            case "tag":
                Group(tagMembers, value, at);
                break;
            case "integer" when !long.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && !IsWholeReal(text):
                Expected("Integer", value, at);
                break;
            case "number" when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _):
                Expected("Number", value, at);
                break;
            case "boolean" when text is null
                || !text.Equals("true", StringComparison.OrdinalIgnoreCase)
                && !text.Equals("false", StringComparison.OrdinalIgnoreCase):
                Expected("Boolean", value, at);
                break;
            case "string" or "date-time" when text is null:
                Expected("String", value, at);
                break;
        }
    }

    /// <summary>As 1.0 is a whole number too.</summary>
    private static bool IsWholeReal(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && Math.Abs(value) < long.MaxValue
        && value == Math.Truncate(value);

    private void Expected(string kind, JsonNode value, string at) =>
        offences.Add($"{at}: expected type: {kind}, found: {Found(value)}");

    private static string Found(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "JSONObject",
        JsonValueKind.Array => "JSONArray",
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "Double" : "Integer",
        _ => "String",
    };
}
