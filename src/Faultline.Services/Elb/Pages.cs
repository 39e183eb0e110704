using Faultline.Wire;

namespace Faultline.Services.Elb;

/// <summary>Lists in pages of at most 400 (PageSize in the API reference), in the order of their keys.</summary>
internal static class Pages
{
    private const int Most = 400;

    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? marker) =>
        PageToken.Cut(
            call, all, key, asked ?? Most, marker, () => Refusal.Invalid($"'{marker}' is not a valid marker"));
}
