using Faultline.Api.ClassicElb;

namespace Faultline.Services.ClassicElb;

/// <summary>Tags as callers give them (AddTags in the API reference): each key once.</summary>
internal static class Tagging
{
    /// <summary>The tags with others put over them.</summary>
    public static List<Tag> Merge(IEnumerable<Tag> tags, List<Tag>? more)
    {
        var asked = more ?? [];
        if (asked.GroupBy(tag => tag.Key, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ClassicElbErrors.DuplicateTagKeysException($"Tag key '{twice.Key}' was specified more than once");
        }

        if (asked.Find(tag => tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is { } reserved)
        {
            throw Refusal.Invalid($"Tag key '{reserved.Key}' is not valid: the prefix 'aws:' is reserved");
        }

        var merged = tags.Where(tag => !asked.Exists(each => each.Key == tag.Key)).Concat(asked).ToList();
        return merged.Count <= Limits.TagsMax
            ? merged
            : throw ClassicElbErrors.TooManyTagsException(
                $"The number of tags per load balancer cannot be more than {Limits.TagsMax}");
    }
}
