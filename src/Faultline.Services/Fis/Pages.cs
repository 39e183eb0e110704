using Faultline.Wire;

namespace Faultline.Services.Fis;

/// <summary>Lists in pages of at most 100 (maxResults in the API reference), in the order of their keys.</summary>
internal static class Pages
{
    private const int Most = 100;

    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token) =>
        PageToken.Cut(
            call, all, key, asked ?? Most, token, () => Refusal.Invalid("The nextToken is not valid."));
}
