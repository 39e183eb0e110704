using Faultline.Wire;

namespace Faultline.Services.Logs;

/// <summary>Lists in pages, in the order of their keys.</summary>
internal static class Pages
{
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? limit, string? token, bool descending = false) =>
        PageToken.Cut(call, all, key, limit ?? Limits.ListDefault, token, () => Refusal.Token(), descending);
}
