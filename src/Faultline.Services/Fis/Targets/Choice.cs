using System.Collections.Immutable;
using Faultline.Api.Fis;
using Faultline.Kernel;

namespace Faultline.Services.Fis.Targets;

/// <summary>Which of the resources that there are a target means. Pure.</summary>
internal static class Choice
{
    public static ImmutableArray<ResolvedTarget> Of(
        ExperimentTarget target, IEnumerable<Candidate> all, Dice dice)
    {
        var parameters = (target.Parameters ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var meant = all.Where(one => IsMeant(target, one))
            .DistinctBy(one => one.Arn, StringComparer.Ordinal)
            .OrderBy(one => one.Arn, StringComparer.Ordinal)
            .ToList();
        return
        [
            .. Selection.Read(target.SelectionMode)!.Of(meant, dice)
                .Select(one => new ResolvedTarget(target.ResourceType!, one.Arn)
                {
                    Facts = ImmutableSortedDictionary<string, string>.Empty.Add("arn", one.Arn),
                    Parameters = parameters,
                }),
        ];
    }

    private static bool IsMeant(ExperimentTarget target, Candidate one) =>
        (target.ResourceArns is not { Count: > 0 } arns || arns.Contains(one.Arn))
        && (target.ResourceTags ?? []).All(tag => one.Tags.GetValueOrDefault(tag.Key) == tag.Value)
        && (target.Parameters ?? []).All(parameter => Fits(parameter.Key, parameter.Value, one))
        && (target.Filters ?? []).TrueForAll(filter =>
            DescribedPath.Values(one.Described, filter.Path!).Any(filter.Values!.Contains));

    private static bool Fits(string parameter, string value, Candidate one) => parameter switch
    {
        "availabilityZoneIdentifier" or "availabilityZoneIdentifiers" =>
            value.Split(',', StringSplitOptions.TrimEntries).Any(zone => one.Zones.Contains(zone)),

        // A VPC is named by its id or its ARN.
        "vpc" => one.Vpc is { } vpc && value[(value.LastIndexOf('/') + 1)..] == vpc,
        _ => true,
    };
}
