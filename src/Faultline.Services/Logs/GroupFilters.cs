using Faultline.Api.Logs;

namespace Faultline.Services.Logs;

/// <summary>By what groups are listed (ListLogGroups in the API reference). Pure.</summary>
internal static class GroupFilters
{
    /// <summary>One of some texts is in the name, or begins it where <c>^</c> stands before.</summary>
    public static bool IsNamed(string name, string? pattern) => pattern?.Split('|').Any(each => each.StartsWith('^')
        ? name.AsSpan().StartsWith(each.AsSpan(1), StringComparison.Ordinal)
        : name.Contains(each, StringComparison.Ordinal)) != false;

    /// <summary>Each key is there, with one of its values where some are given.</summary>
    public static bool HasTags(IReadOnlyDictionary<string, string> tags, List<TagFilter>? filters) =>
        filters?.TrueForAll(filter => tags.TryGetValue(filter.Key, out var value)
            && (filter.Values is not { Count: > 0 } wanted || wanted.Exists(each => IsLike(value, each)))) != false;

    /// <summary>An exclamation mark turns it round; an asterisk stands for anything before or after.</summary>
    private static bool IsLike(string value, string wanted)
    {
        if (wanted.StartsWith('!'))
        {
            return !IsLike(value, wanted[1..]);
        }

        var text = wanted.Trim('*');
        return (wanted.StartsWith('*'), wanted.EndsWith('*')) switch
        {
            (true, true) => value.Contains(text, StringComparison.Ordinal),
            (true, false) => value.EndsWith(text, StringComparison.Ordinal),
            (false, true) => value.StartsWith(text, StringComparison.Ordinal),
            _ => value == text,
        };
    }
}
