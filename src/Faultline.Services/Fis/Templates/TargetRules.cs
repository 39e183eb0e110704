using Faultline.Api.Fis;
using Faultline.Services.Fis.Targets;

namespace Faultline.Services.Fis.Templates;

/// <summary>What the targets of a template must be like. Pure.</summary>
internal static class TargetRules
{
    public static void Check(ExperimentTemplate template)
    {
        foreach (var (name, target) in (template.Targets ?? []).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var type = TargetType.Find(target.ResourceType)
                ?? throw Refusal.Invalid(
                    $"Unknown resource type \"{target.ResourceType}\" found in target \"{name}\".");
            CheckMeans(name, target, type);
            if (Selection.Read(target.SelectionMode) is null)
            {
                throw Refusal.Invalid(
                    $"Invalid selection mode \"{target.SelectionMode}\" found in target \"{name}\". It must be ALL, "
                    + "COUNT(n), or PERCENT(n).");
            }
        }
    }

    private static void CheckMeans(string name, ExperimentTemplateTarget target, TargetType type)
    {
        var parameters = target.Parameters ?? [];
        if (parameters.Keys.FirstOrDefault(key => !type.Parameters.Any(known => known.Name == key)) is { } unknown)
        {
            throw Refusal.Invalid($"Unexpected parameter \"{unknown}\" found in target \"{name}\".");
        }

        if (type.Parameters.FirstOrDefault(each => each.Required && !parameters.ContainsKey(each.Name)) is { } missing)
        {
            throw Refusal.Invalid($"Missing parameter \"{missing.Name}\" in target \"{name}\".");
        }

        var (arns, tags) = (target.ResourceArns ?? [], target.ResourceTags ?? []);
        if (arns.Count > 0 && tags.Count > 0)
        {
            throw Refusal.Invalid($"Target \"{name}\" cannot have both resource ARNs and resource tags.");
        }

        if (arns.Count == 0 && tags.Count == 0 && parameters.Count == 0 && target.Filters is not { Count: > 0 })
        {
            throw Refusal.Invalid(
                $"Target \"{name}\" must have resource ARNs, resource tags, filters, or parameters.");
        }

        if (arns.Count == 0 && type.ByArnOnly)
        {
            throw Refusal.Invalid($"Target \"{name}\" of type \"{type.Id}\" must have resource ARNs.");
        }

        if (arns.Find(arn => !arn.StartsWith("arn:", StringComparison.Ordinal) || arn.Split(':').Length < 6) is { } bad)
        {
            throw Refusal.Invalid($"Invalid resource ARN \"{bad}\" found in target \"{name}\".");
        }

        if (target.Filters?.Find(filter => filter.Values is not { Count: > 0 }) is { } empty)
        {
            throw Refusal.Invalid($"Missing values of filter \"{empty.Path}\" in target \"{name}\".");
        }
    }
}
