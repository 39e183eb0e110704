using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>
/// What of a resource is other than its template says. Only what the template sets counts, lists are the same in any
/// order, and a number is what its text says. Pure.
/// </summary>
internal sealed class Comparison
{
    /// <summary>By which of their members two things of a list are the same thing.</summary>
    private static readonly string[] keys = ["Key", "Name", "DeviceName", "Id", "AttributeKey"];

    private readonly List<PropertyDifference> differences = [];

    private Comparison()
    {
    }

    /// <summary>The differences, in the order of the template.</summary>
    /// <param name="skip">Properties at the top that nobody can tell.</param>
    public static List<PropertyDifference> Of(JsonObject expected, JsonObject actual, IReadOnlySet<string> skip)
    {
        var comparison = new Comparison();
        foreach (var (name, value) in expected.Where(one => one.Value is not null && !skip.Contains(one.Key)))
        {
            comparison.Member(name, value!, actual, "");
        }

        return comparison.differences;
    }

    /// <summary>Whether there is no difference below these two.</summary>
    private static bool Same(JsonNode? expected, JsonNode? actual)
    {
        var comparison = new Comparison();
        comparison.Compare(expected, actual, "");
        return comparison.differences.Count == 0;
    }

    private void Member(string name, JsonNode expected, JsonObject actual, string path)
    {
        // "Because KMS keys can be referenced by multiple aliases" nobody compares them (drift in the user guide).
        if (name.Equals("KmsKeyId", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        path = $"{path}/{name}";
        if (actual[name] is { } there)
        {
            Compare(expected, there, path);
        }
        else if (expected is not (JsonArray { Count: 0 } or JsonObject { Count: 0 }))
        {
            Add(DifferenceType.Remove, path, expected, null);
        }
    }

    private void Compare(JsonNode? expected, JsonNode? actual, string path)
    {
        (expected, actual) = (Plain(expected, actual), Plain(actual, expected));
        switch (expected, actual)
        {
            case (JsonObject one, JsonObject other):
                foreach (var (name, value) in one.Where(each => each.Value is not null))
                {
                    Member(name, value!, other, path);
                }

                break;
            case (JsonArray one, JsonArray other):
                Lists(one, other, path);
                break;
            default:
                // What is looked up as late as the resource is made is kept nowhere, and so known to nobody.
                if (!IsSame(expected, actual)
                    && Scalars.Text(expected)?.Contains("{{resolve:", StringComparison.Ordinal) != true)
                {
                    Add(DifferenceType.NotEqual, path, expected, actual);
                }

                break;
        }
    }

    /// <summary>First meet those that are the same, then those that are called so; the others came or went.</summary>
    private void Lists(JsonArray expected, JsonArray actual, string path)
    {
        var ours = Enumerable.Range(0, expected.Count).ToList();
        var theirs = Enumerable.Range(0, actual.Count).ToList();
        Pair(ours, theirs, (one, other) => Same(expected[one], actual[other]), static (_, _) => { });
        Pair(
            ours,
            theirs,
            (one, other) => IsCalled(expected[one], actual[other]),
            (one, other) => Compare(expected[one], actual[other], $"{path}/{one}"));
        ours.ForEach(one => Add(DifferenceType.Remove, $"{path}/{one}", expected[one], null));
        theirs.ForEach(other => Add(DifferenceType.Add, $"{path}/{other}", null, actual[other]));
    }

    private static void Pair(List<int> ours, List<int> theirs, Func<int, int, bool> fits, Action<int, int> meet)
    {
        foreach (var one in ours.ToList())
        {
            if (theirs.FindIndex(other => fits(one, other)) is >= 0 and var at)
            {
                meet(one, theirs[at]);
                ours.Remove(one);
                theirs.RemoveAt(at);
            }
        }
    }

    private static bool IsCalled(JsonNode? one, JsonNode? other) =>
        one is JsonObject left && other is JsonObject right
        && Array.Find(keys, left.ContainsKey) is { } key && IsSame(left[key], right[key]);

    /// <summary>A node in the form that the other has: one text as a list of it, a document as what it says.</summary>
    private static JsonNode? Plain(JsonNode? node, JsonNode? other) => (node, other) switch
    {
        (JsonValue, JsonArray) => new JsonArray(node.DeepClone()),
        (JsonValue value, JsonObject) when value.GetValueKind() == JsonValueKind.String => Parsed(value) ?? node,
        (JsonValue value, JsonValue) when value.GetValueKind() == JsonValueKind.String => Parsed(value) ?? node,
        _ => node,
    };

    private static JsonNode? Parsed(JsonValue text)
    {
        try
        {
            return text.GetValue<string>() is ['{', ..] document ? JsonNode.Parse(document) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSame(JsonNode? one, JsonNode? other)
    {
        var (left, right) = (Scalars.Text(one), Scalars.Text(other));
        if (left is null || right is null)
        {
            return JsonNode.DeepEquals(one, other);
        }

        var kinds = (one!.GetValueKind(), other!.GetValueKind());
        if (kinds.Item1 == JsonValueKind.Number || kinds.Item2 == JsonValueKind.Number)
        {
            return Number(left) is { } number ? number == Number(right) : left == right;
        }

        return kinds is (JsonValueKind.String, JsonValueKind.String)
            ? left == right
            : left.Equals(right, StringComparison.OrdinalIgnoreCase);
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private void Add(string type, string path, JsonNode? expected, JsonNode? actual) => differences.Add(new()
    {
        DifferenceType = type,
        PropertyPath = path,
        ExpectedValue = Text(expected),
        ActualValue = Text(actual),
    });

    /// <summary>As the API shows a value; <c>null</c> in letters where there is none.</summary>
    private static string Text(JsonNode? node) => node is null ? "null" : Scalars.Text(node) ?? node.ToJsonString();
}
