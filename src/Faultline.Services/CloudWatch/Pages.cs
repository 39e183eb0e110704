using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

/// <summary>Lists in pages, in the order of their keys.</summary>
internal static class Pages
{
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, int most, string? token, bool isDown = false) =>
        PageToken.Cut(call, all, key, Math.Min(asked ?? most, most), token, () => Refusal.Token(), isDown);
}
