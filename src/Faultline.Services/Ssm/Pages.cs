using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>Lists in pages, in the order of their keys.</summary>
internal static class Pages
{
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int size, string? token) =>
        PageToken.Cut(
            call,
            all,
            key,
            size,
            token is "" ? null : token,
            () => SsmErrors.InvalidNextToken("The specified token isn't valid."));
}
