using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The sections of a template, each in the form that it must have; functions are still in them.</summary>
internal sealed class Sections
{
    /// <summary>"CloudFormation quotas": resources in a template.</summary>
    public const int ResourcesMax = 500;

    /// <summary>"CloudFormation quotas": outputs in a template.</summary>
    private const int OutputsMax = 200;

    /// <summary>"CloudFormation quotas": mappings in a template, and attributes in a mapping.</summary>
    private const int MappingsMax = 200;

    public required IReadOnlyDictionary<string, ParameterDeclaration> Parameters { get; init; }

    /// <summary>Whether <c>AWS::LanguageExtensions</c> is among the transforms.</summary>
    public required bool IsExtended { get; init; }

    public required IReadOnlyDictionary<string, JsonObject> Mappings { get; init; }

    public required IReadOnlyDictionary<string, JsonNode> Conditions { get; init; }

    public required IReadOnlyList<RuleSource> Rules { get; init; }

    public required IReadOnlyDictionary<string, ResourceSource> Resources { get; init; }

    public required IReadOnlyDictionary<string, OutputSource> Outputs { get; init; }

    public static Sections Read(
        JsonObject root, IReadOnlyDictionary<string, ParameterDeclaration> parameters, bool isExtended) => new()
    {
        Parameters = parameters,
        IsExtended = isExtended,
        Mappings = ReadMappings(root[nameof(Mappings)]),
        Conditions = ReadConditions(root[nameof(Conditions)]),
        Rules = RuleSource.Read(root[nameof(Rules)]),
        Resources = ReadResources(root[nameof(Resources)], isExtended),
        Outputs = ReadOutputs(root[nameof(Outputs)]),
    };

    private static JsonObject Members(JsonNode? section, string name) => section switch
    {
        null => [],
        JsonObject members => members,
        _ => throw Faults.Format($"{name} must be an object."),
    };

    private static Dictionary<string, ResourceSource> ReadResources(JsonNode? section, bool isExtended)
    {
        var all = Members(section, Block.Resources);
        if (all.Count == 0)
        {
            throw Faults.Format("At least one Resources member must be defined.");
        }

        if (all.Count > ResourcesMax)
        {
            throw Faults.Format(
                $"Number of resources, {all.Count}, is greater than maximum allowed, {ResourcesMax}");
        }

        return all.ToDictionary(
            one => one.Key, one => ResourceSource.Read(one.Key, one.Value, isExtended), StringComparer.Ordinal);
    }

    private static Dictionary<string, OutputSource> ReadOutputs(JsonNode? section)
    {
        var all = Members(section, Block.Outputs);
        return all.Count <= OutputsMax
            ? all.ToDictionary(one => one.Key, one => OutputSource.Read(one.Key, one.Value), StringComparer.Ordinal)
            : throw Faults.Format($"Outputs count {all.Count} is greater than max allowed {OutputsMax}");
    }

    private static Dictionary<string, JsonNode> ReadConditions(JsonNode? section)
    {
        var conditions = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (name, value) in Members(section, Block.Conditions))
        {
            Names.Check("Condition", name);
            conditions[name] = value!;
        }

        return conditions;
    }

    private static Dictionary<string, JsonObject> ReadMappings(JsonNode? section)
    {
        var all = Members(section, "Mappings");
        if (all.Count > MappingsMax)
        {
            throw Faults.Format($"Mappings count {all.Count} is greater than max allowed {MappingsMax}");
        }

        var mappings = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (name, value) in all)
        {
            Names.Check("Mapping", name);
            mappings[name] = Mapping(name, value);
        }

        return mappings;
    }

    private static JsonObject Mapping(string name, JsonNode? value)
    {
        var mapping = value as JsonObject ?? throw Faults.Format("Every Mappings member must be a map");
        if (mapping.Count > MappingsMax)
        {
            throw Faults.Format($"Mapping {name} has {mapping.Count} attributes, more than {MappingsMax}.");
        }

        foreach (var (key, attributes) in mapping)
        {
            if (key.Length == 0 || !key.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '.' or '_'))
            {
                throw Faults.Format(
                    $"Mappings element name '{key}' must be non-empty and can contain only alphanumerics, '-' or '.'");
            }

            foreach (var (attribute, content) in attributes as JsonObject
                ?? throw Faults.Format($"Every Mappings member {key} must be a map"))
            {
                if (attribute.Length == 0 || !attribute.All(char.IsAsciiLetterOrDigit))
                {
                    throw Faults.Format(
                        $"Mappings attribute name '{attribute}' must contain only alphanumeric characters.");
                }

                if (content is JsonObject || content is JsonArray list && list.Any(one => one is not JsonValue))
                {
                    throw Faults.Format("Every Mappings attribute must be a String or a List.");
                }
            }
        }

        return mapping;
    }
}
