using Faultline.Api.ClassicElb;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>Tags as callers give them (AddTags in the API reference): each key once.</summary>
internal static class Tagging
{
    /// <summary>
    /// The tags with others put over them. Those of AWS itself only AWS sets, and they do not count.
    /// </summary>
    public static List<Tag> Merge(Call call, IEnumerable<Tag> tags, List<Tag>? more)
    {
        var asked = more ?? [];
        if (asked.GroupBy(tag => tag.Key, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ClassicElbErrors.DuplicateTagKeysException($"Tag key '{twice.Key}' was specified more than once");
        }

        if (call.Principal.Service is null && asked.Find(IsOfAws) is { } reserved)
        {
            throw Refusal.Invalid($"Tag key '{reserved.Key}' is not valid: the prefix 'aws:' is reserved");
        }

        var merged = tags.Where(tag => !asked.Exists(each => each.Key == tag.Key)).Concat(asked).ToList();
        return merged.Count(tag => !IsOfAws(tag)) <= Limits.TagsMax
            ? merged
            : throw ClassicElbErrors.TooManyTagsException(
                $"The number of tags per load balancer cannot be more than {Limits.TagsMax}");
    }

    private static bool IsOfAws(Tag tag) => tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
