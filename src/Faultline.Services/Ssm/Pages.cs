using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>Lists in pages, in the order of their keys.</summary>
internal static class Pages
{
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int size, string? token)
    {
        var last = string.IsNullOrEmpty(token)
            ? null
            : PageToken.Open(call, token) ?? throw SsmErrors.InvalidNextToken("The specified token isn't valid.");
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
            .ToList();
        rest.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
