using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Lists in pages of 50 unless more are asked for (MaxRecords in the API reference: at most 100).</summary>
internal static class Pages
{
    public const int Most = 100;
    private const int Unasked = 50;

    /// <summary>A page of the items in the order of their keys.</summary>
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token, int most = Most)
    {
        var last = token is null
            ? null
            : PageToken.Open(call, token) ?? throw AutoScalingErrors.InvalidNextToken("The token is not valid.");
        if (asked < 1 || asked > most)
        {
            throw Refusal.Invalid(
                $"1 validation error detected: Value '{asked}' at 'maxRecords' failed to satisfy constraint: Member "
                + $"must have value between 1 and {most}");
        }

        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .ToList();
        var size = asked ?? Math.Min(Unasked, most);
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
