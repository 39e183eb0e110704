using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation;

/// <summary>
/// Resources that are there already and are taken into a stack ("Import AWS resources into a CloudFormation stack",
/// user guide).
/// </summary>
internal static class Imports
{
    /// <summary>How each is called, by logical id.</summary>
    public static ImmutableSortedDictionary<string, string> Of(
        IReadOnlyList<ResourceToImport>? asked, Template template)
    {
        var all = Pairs.None;
        foreach (var each in asked ?? [])
        {
            var type = template.AllResources.FirstOrDefault(one => one.LogicalId == each.LogicalResourceId).Type
                ?? throw Refusal.Invalid(
                    $"Resources [{each.LogicalResourceId}] in ResourcesToImport are not in the template.");
            if (type != each.ResourceType)
            {
                throw Refusal.Invalid(
                    $"Resource type {each.ResourceType} of {each.LogicalResourceId} does not match the template's "
                    + $"{type}.");
            }

            all = all.SetItem(each.LogicalResourceId, string.Join('|', each.ResourceIdentifier.Values));
        }

        return all;
    }

    public static void Check(
        ImmutableSortedDictionary<string, string> imported, Bound bound, IEnumerable<ResourceRow> rows, string type)
    {
        var there = rows.Where(row => row.Exists).Select(row => row.LogicalId).ToHashSet(StringComparer.Ordinal);
        if (imported.Keys.FirstOrDefault(there.Contains) is { } twice)
        {
            throw Refusal.Invalid($"Resource {twice} is in the stack already.");
        }

        if (type != ChangeSetType.Import)
        {
            return;
        }

        var lacking = bound.Resources
            .Where(each => !there.Contains(each.LogicalId) && !imported.ContainsKey(each.LogicalId))
            .Select(each => each.LogicalId).ToList();
        if (lacking.Count > 0)
        {
            throw Refusal.Invalid($"Resources [{string.Join(", ", lacking)}] is missing from ResourceToImport list");
        }

        var lacks = bound.Resources.Where(each => imported.ContainsKey(each.LogicalId) && each.DeletionPolicy is null)
            .Select(each => each.LogicalId).ToList();
        if (lacks.Count > 0)
        {
            throw Refusal.Invalid(
                $"Resources to import [{string.Join(", ", lacks)}] must have DeletionPolicy attribute specified in the "
                + "template.");
        }
    }
}
