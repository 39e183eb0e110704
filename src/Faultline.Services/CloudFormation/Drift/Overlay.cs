using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>Properties of a template with the differences that were found put into them. Pure.</summary>
internal static class Overlay
{
    public static JsonObject Of(JsonObject expected, IEnumerable<PropertyDifference> differences)
    {
        var whole = expected.DeepClone().AsObject();
        var lists = new HashSet<JsonArray>();
        foreach (var difference in differences)
        {
            Put(whole, difference, lists);
        }

        // Places in lists keep their numbers until all differences are in.
        foreach (var list in lists)
        {
            for (var at = list.Count - 1; at >= 0; at--)
            {
                if (list[at] is null)
                {
                    list.RemoveAt(at);
                }
            }
        }

        return whole;
    }

    private static void Put(JsonObject whole, PropertyDifference difference, HashSet<JsonArray> lists)
    {
        var path = difference.PropertyPath![1..].Split('/');
        JsonNode? parent = whole;
        foreach (var step in path[..^1])
        {
            parent = Step(parent, step);
        }

        var value = difference.DifferenceType == DifferenceType.Remove ? null : Value(difference);
        switch (parent)
        {
            case JsonObject members when value is null:
                members.Remove(path[^1]);
                break;
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items when difference.DifferenceType == DifferenceType.Add:
                items.Add(value);
                break;
            case JsonArray items when int.TryParse(path[^1], CultureInfo.InvariantCulture, out var at)
                && at < items.Count:
                items[at] = value;
                lists.Add(items);
                break;
        }
    }

    private static JsonNode? Step(JsonNode? node, string step) => node switch
    {
        JsonObject members => members[step],
        JsonArray items when int.TryParse(step, CultureInfo.InvariantCulture, out var at) && at < items.Count =>
            items[at],
        _ => null,
    };

    /// <summary>A group or a list where one is expected, or where nothing was; else the text that it is.</summary>
    private static JsonNode? Value(PropertyDifference difference)
    {
        var text = difference.ActualValue!;
        if (text is not (['{', ..] or ['[', ..])
            || (difference.DifferenceType == DifferenceType.NotEqual
                && difference.ExpectedValue is not ['{' or '[', ..]))
        {
            return JsonValue.Create(text);
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
