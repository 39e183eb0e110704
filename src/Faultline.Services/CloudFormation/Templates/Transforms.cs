using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>What a template asks to be made of itself first. Only the language extensions act.</summary>
internal static class Transforms
{
    public const string Extensions = "AWS::LanguageExtensions";

    public static List<string> Read(JsonNode? section) => section switch
    {
        null => [],
        JsonArray list => [.. list.SelectMany(one => one is JsonArray inner ? Read(inner) : [Name(one)])],
        _ => [Name(section)],
    };

    public static TemplateFault NotBuilt(string name) => new(
        $"Faultline does not have the transform {name}. It has {Extensions}.");

    private static string Name(JsonNode? node) =>
        Functions.Text(node is JsonObject transform ? transform["Name"] : node)
        ?? throw new TemplateFault("Key Name of transform definition must be a string.");
}
