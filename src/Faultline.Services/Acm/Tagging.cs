using Faultline.Api.Acm;
using Faultline.Wire;

namespace Faultline.Services.Acm;

/// <summary>Tags as callers give them (AddTagsToCertificate in the API reference): up to 50, each key once.</summary>
internal static class Tagging
{
    /// <summary>
    /// The tags with others put over them. Those of AWS itself only AWS sets, and they do not count.
    /// </summary>
    public static List<Tag> Merge(Call call, IEnumerable<Tag> tags, List<Tag>? more)
    {
        var merged = tags.ToList();
        foreach (var tag in more ?? [])
        {
            if (IsOfAws(tag) && call.Principal.Service is null)
            {
                throw AcmErrors.InvalidTagException(
                    $"The tag key {tag.Key} is not valid: the prefix aws: is reserved.");
            }

            merged.RemoveAll(each => each.Key == tag.Key);
            merged.Add(new() { Key = tag.Key, Value = tag.Value });
        }

        return merged.Count(tag => !IsOfAws(tag)) <= Limits.TagsMax
            ? merged
            : throw AcmErrors.TooManyTagsException(
                $"The certificate would have more than {Limits.TagsMax} tags.");
    }

    /// <summary>What is left without some: one that names a value is only taken with that value.</summary>
    public static List<Tag> Without(IEnumerable<Tag> tags, List<Tag> gone) =>
        [.. tags.Where(tag => !gone.Exists(each =>
            each.Key == tag.Key && (each.Value is null || each.Value == (tag.Value ?? ""))))];

    private static bool IsOfAws(Tag tag) => tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
