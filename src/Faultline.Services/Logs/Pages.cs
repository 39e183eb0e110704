using Faultline.Wire;

namespace Faultline.Services.Logs;

/// <summary>Lists in pages, in the order of their keys.</summary>
internal static class Pages
{
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? limit, string? token, bool descending = false)
    {
        var last = token is null ? null : PageToken.Open(call, token) ?? throw Refusal.Token();
        var sign = descending ? -1 : 1;
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || sign * string.CompareOrdinal(each.Key, last) > 0)
            .ToList();
        rest.Sort((one, other) => sign * string.CompareOrdinal(one.Key, other.Key));
        var size = limit ?? Limits.ListDefault;
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
