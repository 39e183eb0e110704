using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>Tags as callers give them ("AddTagsToResource", API reference): up to 50, each key once.</summary>
internal static class TagRules
{
    /// <summary>The tags with others put over them. Those of AWS itself only AWS sets, and they do not count.</summary>
    public static List<Tag> Merge(Call call, IEnumerable<Tag> tags, List<Tag>? more)
    {
        var merged = tags.ToList();
        foreach (var tag in more ?? [])
        {
            if (IsOfAws(tag) && call.Principal.Service is null)
            {
                throw Refusal.Invalid($"The tag key {tag.Key} is not valid: the prefix aws: is reserved.");
            }

            merged.RemoveAll(each => each.Key == tag.Key);
            merged.Add(new() { Key = tag.Key, Value = tag.Value });
        }

        return merged.Count(tag => !IsOfAws(tag)) <= Limits.TagsMax
            ? merged
            : throw SsmErrors.TooManyTagsError(
                "The Targets parameter includes too many tags. Remove one or more tags and try the command again.");
    }

    private static bool IsOfAws(Tag tag) => tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
