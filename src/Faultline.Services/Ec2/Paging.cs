using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// How an operation gives its list in pages: the least and the most that a caller may ask for, and how much whoever
/// asks for nothing gets (null: all).
/// </summary>
internal sealed record Paging(int Min, int Max, int? Unasked)
{
    /// <summary>A page of the items, in the order of their keys, and the token of the next.</summary>
    public (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token)
    {
        if (asked < Min)
        {
            throw Refusal.PageTooSmall(asked.Value, Min);
        }

        if (asked > Max)
        {
            throw Refusal.PageTooLarge(asked.Value, Max);
        }

        var last = token is null ? null : PageToken.Open(call, token) ?? throw Refusal.Token(token);
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .ToList();
        var size = asked ?? Unasked ?? rest.Count;
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
