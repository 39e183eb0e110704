using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>Lists in pages of 100 (MaxResults in the API reference), in the order of their keys.</summary>
internal static class SetPages
{
    private const int Most = 100;

    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token) =>
        PageToken.Cut(
            call, all, key, asked ?? Most, token, () => SetRefusal.Invalid("The NextToken is not valid."));
}
