using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>What the resources of a stack are now, for who refers to them.</summary>
internal sealed class References(Func<string, Made?> find, Func<string, bool> isBuilt) : IReferences
{
    private readonly Dictionary<Made, JsonObject> read = new(ReferenceEqualityComparer.Instance);

    public string? Ref(string logicalId) => find(logicalId)?.PhysicalId;

    public JsonNode? Attribute(string logicalId, string name)
    {
        if (find(logicalId) is not { PhysicalId: not null } made)
        {
            return null;
        }

        if (!read.TryGetValue(made, out var all))
        {
            read.Add(made, all = JsonNode.Parse(made.Attributes)!.AsObject());
        }

        return Find(all, name)?.DeepClone()
            ?? (isBuilt(made.Type) ? null : JsonValue.Create($"{made.PhysicalId}.{name}"));
    }

    /// <summary>A name with a dot stands as it is written, or nested.</summary>
    private static JsonNode? Find(JsonObject all, string name)
    {
        if (all[name] is { } plain)
        {
            return plain;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && all[name[..dot]] is JsonObject inner ? Find(inner, name[(dot + 1)..]) : null;
    }
}
