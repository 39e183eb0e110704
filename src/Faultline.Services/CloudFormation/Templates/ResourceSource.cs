using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>A resource as it is written, whatever its condition.</summary>
internal sealed record ResourceSource(string LogicalId, string Type)
{
    private static readonly FrozenSet<string> attributes = new[]
    {
        "Type", "Properties", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy",
        "UpdatePolicy", "Metadata", "Description", "Version",
    }.ToFrozenSet(StringComparer.Ordinal);

    public JsonObject Properties { get; init; } = [];

    public string? Condition { get; init; }

    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public JsonNode? DeletionPolicy { get; init; }

    public JsonNode? UpdateReplacePolicy { get; init; }

    public JsonObject? CreationPolicy { get; init; }

    public JsonObject? UpdatePolicy { get; init; }

    public JsonObject? Metadata { get; init; }

    public string? Description { get; init; }

    public static ResourceSource Read(string id, JsonNode? node, bool isExtended)
    {
        Names.Check("Resource", id);
        var resource = node as JsonObject ?? throw Faults.Format("Any Resources member must be an object.");
        if (!resource.ContainsKey(nameof(Type)))
        {
            throw Faults.Format($"[/Resources/{id}] Every Resources object must contain a Type member.");
        }

        if (resource.FirstOrDefault(one => !attributes.Contains(one.Key)).Key is { } odd)
        {
            throw odd == "Fn::Transform" ? Transforms.NotBuilt("Fn::Transform") : new TemplateFault(
                $"Invalid template resource property '{odd}'");
        }

        return new(id, Text(resource, "Type")!)
        {
            Properties = Object(resource, "Properties") ?? [],
            Condition = Text(resource, "Condition"),
            DependsOn = Depends(resource[nameof(DependsOn)]),
            DeletionPolicy = Policy(resource, "DeletionPolicy", isExtended),
            UpdateReplacePolicy = Policy(resource, "UpdateReplacePolicy", isExtended),
            CreationPolicy = Object(resource, "CreationPolicy"),
            UpdatePolicy = Object(resource, "UpdatePolicy"),
            Metadata = Object(resource, "Metadata"),
            Description = Text(resource, "Description"),
        };
    }

    private static string? Text(JsonObject resource, string name) => resource[name] is not { } node
        ? null
        : Functions.Text(node) ?? throw Faults.Format($"Every {name} member must be a string.");

    private static JsonObject? Object(JsonObject resource, string name) => resource[name] switch
    {
        null => null,
        JsonObject members when name is "Metadata" or "Properties" => members,
        JsonObject members when !Functions.IsCall(members, out var function, out _) || function == "Fn::If" => members,
        _ when name == "Properties" => throw new TemplateFault("[/Resources] resource definition is malformed"),
        _ => throw Faults.Format("Expected an object"),
    };

    private static List<string> Depends(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(Name).Distinct(StringComparer.Ordinal)],
        JsonObject => throw Faults.Format("DependsOn must be a string or list of strings."),
        _ => [Name(node)],
    };

    private static string Name(JsonNode? node) =>
        Functions.Text(node) ?? throw Faults.Format("Every DependsOn value must be a string.");

    private static JsonNode? Policy(JsonObject resource, string name, bool isExtended) =>
        resource[name] is not { } node || Functions.Text(node) is not null || isExtended && node is JsonObject
            ? resource[name]
            : throw Faults.Format($"Every {name} member must be a string.");
}
