using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// <c>{{resolve:SERVICE:KEY}}</c> in texts: looked up as late as a resource is made, and never kept.
/// </summary>
internal static partial class DynamicReferences
{
    public static bool Has(string text) => Form().IsMatch(text);

    /// <summary>The references in a tree, as <c>ssm</c>, <c>name</c> or <c>name:version</c>, each once.</summary>
    public static IReadOnlyList<(string Service, string Key)> In(JsonNode tree)
    {
        var found = new List<(string Service, string Key)>();
        Visit(tree);
        return found;

        void Visit(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject members:
                    foreach (var (_, value) in members)
                    {
                        Visit(value);
                    }

                    break;
                case JsonArray items:
                    foreach (var item in items)
                    {
                        Visit(item);
                    }

                    break;
                case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                    foreach (Match match in Form().Matches(value.GetValue<string>()))
                    {
                        if (!found.Contains(Named(match)))
                        {
                            found.Add(Named(match));
                        }
                    }

                    break;
            }
        }
    }

    /// <summary>The tree with each reference replaced by what it was looked up to be.</summary>
    public static JsonNode Put(JsonNode tree, IReadOnlyDictionary<(string Service, string Key), string> values) =>
        tree switch
        {
            JsonObject members => new JsonObject(members.Select(one =>
                KeyValuePair.Create(one.Key, one.Value is { } value ? Put(value, values) : null))),
            JsonArray items => new JsonArray([.. items.Select(one => one is null ? null : Put(one, values))]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(
                Form().Replace(
                    value.GetValue<string>(),
                    match => values.TryGetValue(Named(match), out var put) ? put : match.Value))!,
            _ => tree.DeepClone(),
        };

    private static (string Service, string Key) Named(Match match) =>
        (match.Groups[1].Value, match.Groups[2].Value);

    /// <summary>"Using dynamic references": of the three services that there are, and without nesting.</summary>
    [GeneratedRegex(@"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}")]
    private static partial Regex Form();
}
