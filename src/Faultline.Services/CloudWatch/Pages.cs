using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

/// <summary>Lists in pages, in the order of their keys.</summary>
internal static class Pages
{
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, int most, string? token, bool isDown = false)
    {
        var last = token is null ? null : PageToken.Open(call, token) ?? throw Refusal.Token();
        var keyed = all.Select(item => (Key: key(item), Item: item));
        var rest = (isDown
                ? keyed.Where(each => last is null || string.CompareOrdinal(each.Key, last) < 0)
                    .OrderByDescending(each => each.Key, StringComparer.Ordinal)
                : keyed.Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
                    .OrderBy(each => each.Key, StringComparer.Ordinal))
            .ToList();
        var size = Math.Min(asked ?? most, most);
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
