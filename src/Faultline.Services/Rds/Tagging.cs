using Faultline.Api.Rds;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>
/// Tags as callers give them ("Tagging Amazon RDS resources", user guide): up to 50, each key once, none that begins
/// with <c>aws:</c>.
/// </summary>
internal static class Tagging
{
    private const int Most = 50;
    private const int KeyMax = 128;
    private const int ValueMax = 256;

    /// <summary>The tags with others put over them. Those of AWS itself only AWS sets, and they do not count.</summary>
    public static List<Tag> Merge(Call call, IEnumerable<Tag> tags, List<Tag>? more)
    {
        var merged = tags.ToList();
        foreach (var tag in more ?? [])
        {
            Check(call, tag);
            var at = merged.FindIndex(each => each.Key == tag.Key);
            var next = new Tag { Key = tag.Key, Value = tag.Value ?? "" };
            if (at < 0)
            {
                merged.Add(next);
            }
            else
            {
                merged[at] = next;
            }
        }

        return merged.Count(tag => !IsOfAws(tag.Key!)) <= Most
            ? merged
            : throw Refusal.Invalid($"The number of tags on a resource cannot be more than {Most}");
    }

    public static List<Tag> Without(IEnumerable<Tag> tags, List<string> keys) =>
        [.. tags.Where(tag => IsOfAws(tag.Key!) || !keys.Contains(tag.Key!))];

    /// <summary>
    /// Those that whoever restores a backup takes over: a stack's own mark stays with what the stack made.
    /// </summary>
    public static List<Tag>? OfUsers(List<Tag>? tags) => tags?.FindAll(tag => !IsOfAws(tag.Key!));

    private static void Check(Call call, Tag tag)
    {
        if (string.IsNullOrEmpty(tag.Key))
        {
            throw Refusal.Invalid("Tag keys must not be empty");
        }

        if (tag.Key.Length > KeyMax || tag.Value?.Length > ValueMax)
        {
            throw Refusal.Invalid(
                $"The tag {tag.Key} is too long: keys have up to {KeyMax} characters, values up to {ValueMax}");
        }

        if (IsOfAws(tag.Key) && call.Principal.Service is null)
        {
            throw Refusal.Invalid(
                $"Tag keys beginning with aws: are reserved for system use, so {tag.Key} cannot be set");
        }
    }

    private static bool IsOfAws(string key) => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);
}
