using Faultline.Wire;

namespace Faultline.Services.Fis;

/// <summary>Lists in pages of at most 100 (maxResults in the API reference), in the order of their keys.</summary>
internal static class Pages
{
    private const int Most = 100;

    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token)
    {
        var last = token is null
            ? null
            : PageToken.Open(call, token) ?? throw Refusal.Invalid("The nextToken is not valid.");
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .ToList();
        var size = asked ?? Most;
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
