using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>The types that stacks may be made of here, by their names.</summary>
internal sealed class Types(IEnumerable<ResourceType> built, bool allowsMissing)
{
    private readonly Dictionary<string, ResourceType> all =
        built.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ResourceType> All => all;

    /// <summary>One that is built, a placeholder where such are allowed, or null.</summary>
    public ResourceType? Find(string name) => all.GetValueOrDefault(name)
        ?? (allowsMissing && TypeFacts.Known.Contains(name) && !IsCustom(name) ? new Placeholder(name) : null);

    /// <summary>What AWS publishes of one that is built; null of one that is ours alone.</summary>
    public TypeFacts? Facts(string name) => TypeFacts.Known.Contains(name) ? Built(name)?.Facts : null;

    /// <summary>One that is built.</summary>
    public ResourceType? Built(string name) => all.GetValueOrDefault(name);

    /// <summary>What is made by code of its own, which nothing here could run.</summary>
    public static bool IsCustom(string name) =>
        name is "AWS::CloudFormation::CustomResource" or "AWS::CloudFormation::Macro"
        || name.StartsWith("Custom::", StringComparison.Ordinal);
}
