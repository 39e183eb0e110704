using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Which attributes <c>Fn::GetAtt</c> may ask a type for.</summary>
internal static class Attributes
{
    /// <summary>Whether a type has it; of types without facts nobody knows.</summary>
    public static bool Has(string type, TypeFacts? facts, string attribute) =>
        facts is null || IsOpenEnded(type, attribute) || Form(facts, attribute) is not null;

    /// <summary>The form of an attribute, which may lie within another one; null where the type has none.</summary>
    public static JsonNode? Form(TypeFacts? facts, string attribute)
    {
        if (facts is null)
        {
            return null;
        }

        if (facts.Attributes.TryGetValue(attribute, out var form))
        {
            return form;
        }

        var dot = attribute.LastIndexOf('.');
        if (dot <= 0 || Form(facts, attribute[..dot]) is not { } outer)
        {
            return null;
        }

        var member = attribute[(dot + 1)..];
        return outer switch
        {
            JsonObject group when Functions.Text(group["is"]) is { } name =>
                facts.Definition(name).TryGetValue(member, out var property) ? property.Form : null,
            JsonObject map when map["map"] is { } value => value,
            _ when Functions.Text(outer) == "json" => outer,
            _ => null,
        };
    }

    /// <summary>What nested stacks and custom resources give is for their templates and functions to say.</summary>
    private static bool IsOpenEnded(string type, string attribute) =>
        type == "AWS::CloudFormation::Stack" && attribute.StartsWith("Outputs.", StringComparison.Ordinal)
        || type == "AWS::CloudFormation::CustomResource" || type.StartsWith("Custom::", StringComparison.Ordinal);
}
