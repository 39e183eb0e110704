using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// What the language extensions leave of a template whose loops are written out ("AWS::LanguageExtensions transform",
/// template reference): their functions become what they give, where that hangs on no resource.
/// </summary>
internal sealed class Processing(Scope scope)
{
    private static readonly string[] sections = ["Conditions", "Resources", "Outputs"];
    private static readonly string[] policies = ["DeletionPolicy", "UpdateReplacePolicy"];

    public static JsonObject Of(JsonObject expanded, Scope scope)
    {
        var processing = new Processing(scope);
        expanded.Remove("Transform");
        foreach (var section in sections.Where(expanded.ContainsKey))
        {
            expanded[section] = processing.Processed(expanded[section]!);
        }

        foreach (var resource in (expanded["Resources"] as JsonObject ?? []).Select(each => each.Value as JsonObject))
        {
            foreach (var policy in policies.Where(policy => resource?[policy] is JsonObject))
            {
                resource![policy] = processing.Value(resource[policy]!) ?? resource[policy]!.DeepClone();
            }
        }

        return expanded;
    }

    private JsonNode Processed(JsonNode node) => node switch
    {
        JsonArray items => new JsonArray([.. items.Select(each => each is null ? null : Processed(each))]),
        JsonObject members when IsOfExtensions(members) && Value(members) is { } value => value,
        JsonObject members => new JsonObject(members.Select(each =>
            KeyValuePair.Create(each.Key, each.Value is null ? null : Processed(each.Value)))),
        _ => node.DeepClone(),
    };

    private static bool IsOfExtensions(JsonObject members) =>
        Functions.IsCall(members, out var function, out var argument)
        && (Functions.IsExtension(function) || (function == "Fn::FindInMap" && argument is JsonArray { Count: > 3 }));

    /// <summary>What a function gives; null where it asks for what only a stack knows.</summary>
    private JsonNode? Value(JsonNode node)
    {
        try
        {
            return new Evaluation(scope, references: null, isEarly: false).Value(node).Node;
        }
        catch (TemplateFault)
        {
            return null;
        }
    }
}
