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

        return PageToken.Cut(
            call,
            all,
            key,
            asked ?? Most,
            marker is "" ? null : marker,
            () => Refusal.Invalid($"The marker {marker} is invalid."));
    }
}
