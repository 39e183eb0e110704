using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// Tags of groups ("Tag Auto Scaling groups and instances" in the user guide): up to 50, each key once.
/// </summary>
internal static class TagRules
{
    public const string GroupType = "auto-scaling-group";

    /// <summary>The tags with others put over them. Those of AWS itself only AWS sets, and they do not count.</summary>
    public static List<TagDescription> Merge(
        Call call, string group, IEnumerable<TagDescription>? tags, List<Tag>? more)
    {
        var merged = (tags ?? []).ToList();
        foreach (var tag in more ?? [])
        {
            if (IsOfAws(tag.Key) && call.Principal.Service is null)
            {
                throw Refusal.Invalid($"Your account is not allowed to create tag {tag.Key}");
            }

            merged.RemoveAll(each => each.Key == tag.Key);
            merged.Add(new()
            {
                ResourceId = group,
                ResourceType = GroupType,
                Key = tag.Key,
                Value = tag.Value ?? "",
                PropagateAtLaunch = tag.PropagateAtLaunch == true,
            });
        }

        return merged.Count(tag => !IsOfAws(tag.Key!)) <= Limits.TagsMax
            ? merged
            : throw AutoScalingErrors.LimitExceededFault("You tried to create more tags than allowed");
    }

    /// <summary>Those that are left; a tag is named by its key, and by its value where one is given.</summary>
    public static List<TagDescription> Without(IEnumerable<TagDescription>? tags, IReadOnlyCollection<Tag> named) =>
    [
        .. (tags ?? []).Where(tag => !named.Any(each =>
            each.Key == tag.Key && (each.Value is null or "" || each.Value == tag.Value))),
    ];

    private static bool IsOfAws(string key) => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
