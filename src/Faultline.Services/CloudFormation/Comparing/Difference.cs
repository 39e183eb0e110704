using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Running;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Comparing;

/// <summary>What is to change of a thing, and whether another one has to stand in its place.</summary>
internal sealed record Difference(IReadOnlySet<string> Properties, bool Replaces)
{
    public bool IsNone => Properties.Count == 0 && !Replaces;

    public static Difference Between(Made before, Made after, ResourceType type, bool tagsDiffer)
    {
        if (before.Type != after.Type)
        {
            return new(new HashSet<string>(), Replaces: true);
        }

        var (was, wanted) = (before.ReadProperties(), after.ReadProperties());
        var changed = Sameness.Differing(was, wanted);
        if (tagsDiffer && type is not Placeholder && type.TakesTags())
        {
            changed.Add(type.Facts.TagsProperty!);
        }

        var replaces = changed.Count > 0 && (type.Replaces(new(was), new(wanted), changed)
            || GroupUpdates.Replaces(type.Name, after.UpdatePolicy, changed));
        return new(changed, replaces);
    }
}

/// <summary>What is known of types.</summary>
internal static class TypeTraits
{
    /// <summary>Whether the tags of a stack are tags of such a resource too.</summary>
    public static bool TakesTags(this ResourceType type) => TypeFacts.Known.Contains(type.Name)
        && type.Facts.TagsProperty is not null;
}
