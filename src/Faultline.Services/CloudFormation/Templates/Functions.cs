using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The functions that templates may call, and how a call of one is told from an object.</summary>
internal static class Functions
{
    public const string ForEach = "Fn::ForEach::";

    private static readonly string[] plain =
    [
        "Fn::Base64", "Fn::GetAtt", "Fn::GetAZs", "Fn::ImportValue", "Fn::Join", "Fn::Split", "Fn::FindInMap",
        "Fn::Select", "Ref", "Fn::Equals", "Fn::If", "Fn::Not", "Condition", "Fn::And", "Fn::Or", "Fn::Contains",
        "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::ValueOf", "Fn::ValueOfAll", "Fn::RefAll", "Fn::Sub",
        "Fn::Cidr",
    ];

    private static readonly FrozenSet<string> known = plain
        .Concat(["Fn::Length", "Fn::ToJsonString", "Fn::Transform", "Fn::ForEach"])
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ofConditions =
        new[] { "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> judgingInRules = new[]
    {
        "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ofRules = judgingInRules
        .Concat(["Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"])
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> extensions =
        new[] { "Fn::Length", "Fn::ToJsonString" }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsKnown(string name) => known.Contains(name);

    /// <summary>Those that say yes or no.</summary>
    public static bool Judges(string name) => ofConditions.Contains(name);

    public static bool IsOfRules(string name) => ofRules.Contains(name);

    /// <summary>Those of rules that say yes or no.</summary>
    public static bool JudgesInRules(string name) => judgingInRules.Contains(name);

    /// <summary>Those that need <c>AWS::LanguageExtensions</c>.</summary>
    public static bool IsExtension(string name) => extensions.Contains(name);

    /// <summary>
    /// Whether this is a call: an object of one member with the name of a function. <c>Condition</c> alone is none, it
    /// stands in policies too.
    /// </summary>
    public static bool IsCall(JsonNode? node, out string name, out JsonNode argument)
    {
        if (node is JsonObject { Count: 1 } call)
        {
            var (key, value) = call.First();
            if (value is not null && (key == "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal)))
            {
                (name, argument) = (key, value);
                return true;
            }
        }

        (name, argument) = ("", JsonValue.Create("")!);
        return false;
    }

    public static TemplateFault Unsupported(string name, string place) => new(
        $"Template Error: Encountered unsupported function: {name} Supported functions are: "
        + $"[{string.Join(", ", plain)}] ({place})");

    /// <summary>The names in <c>Fn::GetAtt</c>, in both of its forms; null where they are none.</summary>
    public static (string Resource, string Attribute)? AttributeNames(JsonNode argument)
    {
        if (Text(argument) is { } text)
        {
            var dot = text.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && dot < text.Length - 1 ? (text[..dot], text[(dot + 1)..]) : null;
        }

        return argument is JsonArray { Count: 2 } pair && Text(pair[0]) is { Length: > 0 } resource
            && Text(pair[1]) is { Length: > 0 } attribute
            ? (resource, attribute)
            : null;
    }

    public static string? Text(JsonNode? node) => Provisioning.Scalars.Text(node);
}
