using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>
/// Lists in pages of 100 unless fewer are asked for (MaxRecords in the API reference: 20 to 100), in the order of
/// their keys.
/// </summary>
internal static class Pages
{
    public const int Most = 100;
    private const int Least = 20;

    /// <param name="most">How many may be asked for.</param>
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? marker, int most = Most)
    {
        if (asked < Least || asked > most)
        {
            throw Refusal.Invalid(
                $"Invalid value {asked} for MaxRecords. Must be between {Least} and {most}");
        }

        var last = string.IsNullOrEmpty(marker)
            ? null
            : PageToken.Open(call, marker) ?? throw Refusal.Invalid($"The marker {marker} is invalid.");
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
            .ToList();
        rest.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        var size = asked ?? Most;
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? PageToken.Write(call, rest[size - 1].Key) : null);
    }
}
