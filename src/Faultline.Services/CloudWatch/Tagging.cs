using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch;

/// <summary>Tags as callers give them (TagResource in the API reference): up to 50, each key once.</summary>
internal static class Tagging
{
    /// <summary>The tags with others put over them.</summary>
    public static List<Tag> Merge(IEnumerable<Tag> tags, List<Tag>? more)
    {
        var merged = tags.ToList();
        foreach (var tag in more ?? [])
        {
            if (tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw Refusal.Value($"The tag key {tag.Key} is not valid: the prefix aws: is reserved.");
            }

            merged.RemoveAll(each => each.Key == tag.Key);
            merged.Add(new() { Key = tag.Key, Value = tag.Value });
        }

        return merged.Count <= Limits.TagsMax
            ? merged
            : throw Refusal.Value($"A resource cannot have more than {Limits.TagsMax} tags.");
    }
}
