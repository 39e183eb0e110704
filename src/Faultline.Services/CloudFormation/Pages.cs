using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

/// <summary>Lists in pages of 100 (ListStackResources and others, API reference).</summary>
internal static class Pages
{
    public const int Size = 100;

    /// <summary>A page of the items in the order in which they are.</summary>
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IReadOnlyList<T> all, Func<T, string> key, string? token, int size = Size)
    {
        var first = 0;
        if (token is not null)
        {
            var last = PageToken.Open(call, token) ?? throw Refusal.Invalid("Invalid NextToken");
            first = all.Index().FirstOrDefault(each => key(each.Item) == last, (-1, default!)).Index + 1;
        }

        var page = all.Skip(first).Take(size).ToList();
        return (page, first + size < all.Count ? PageToken.Write(call, key(page[^1])) : null);
    }
}
