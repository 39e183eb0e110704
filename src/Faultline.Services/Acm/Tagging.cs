using Faultline.Api.Acm;

namespace Faultline.Services.Acm;

/// <summary>Tags as callers give them (AddTagsToCertificate in the API reference): up to 50, each key once.</summary>
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
                throw AcmErrors.InvalidTagException(
                    $"The tag key {tag.Key} is not valid: the prefix aws: is reserved.");
            }

            merged.RemoveAll(each => each.Key == tag.Key);
            merged.Add(new() { Key = tag.Key, Value = tag.Value });
        }

        return merged.Count <= Limits.TagsMax
            ? merged
            : throw AcmErrors.TooManyTagsException(
                $"The certificate would have more than {Limits.TagsMax} tags.");
    }

    /// <summary>What is left without some: one that names a value is only taken with that value.</summary>
    public static List<Tag> Without(IEnumerable<Tag> tags, List<Tag> gone) =>
        [.. tags.Where(tag => !gone.Exists(each =>
            each.Key == tag.Key && (each.Value is null || each.Value == (tag.Value ?? ""))))];
}
