using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>Lists in pages of at most 400 (PageSize in the API reference), in the order of their keys.</summary>
internal static class Pages
{
    private const int Most = 400;

    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? marker)
    {
        var last = string.IsNullOrEmpty(marker)
            ? null
            : PageToken.Open(call, marker) ?? throw Refusal.Invalid($"'{marker}' is not a valid marker");
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
