using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Faultline.Wire;

namespace Faultline.Services;

/// <summary>
/// Names the item that a page of a list ended with, so that what comes and goes in between shifts nothing; it is good
/// for the operation, account and region that it was given to, and for no other.
/// </summary>
internal static class PageToken
{
    private const int SealBytes = 8;

    /// <summary>
    /// A page of so many items in the order of their keys, or in the other one, after the one that the token names; and
    /// the token of the next page. What is no token of this list is refused.
    /// </summary>
    public static (List<T> Page, string? Next) Cut<T>(
        Call call,
        IEnumerable<T> all,
        Func<T, string> key,
        int size,
        string? token,
        Func<AwsError> refused,
        bool isDown = false)
    {
        var last = token is null ? null : Open(call, token) ?? throw refused();
        var sign = isDown ? -1 : 1;
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || sign * string.CompareOrdinal(each.Key, last) > 0)
            .ToList();
        rest.Sort((one, other) => sign * string.CompareOrdinal(one.Key, other.Key));
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? Write(call, rest[size - 1].Key) : null);
    }

    public static string Write(Call call, string last) =>
        Base64Url.EncodeToString([.. Seal(call, last), .. Encoding.UTF8.GetBytes(last)]);

    /// <summary>The key of that item; null when the token is none of this list's.</summary>
    public static string? Open(Call call, string token)
    {
        if (!Base64Url.IsValid(token) || Base64Url.DecodeFromChars(token) is not { Length: >= SealBytes } bytes)
        {
            return null;
        }

        var last = Encoding.UTF8.GetString(bytes.AsSpan(SealBytes));
        return bytes.AsSpan(0, SealBytes).SequenceEqual(Seal(call, last)) ? last : null;
    }

    /// <summary>No secret: it only tells a token of ours from one that somebody made or mixed up.</summary>
    private static byte[] Seal(Call call, string last) => SHA256.HashData(
        Encoding.UTF8.GetBytes($"{call.Operation.Name}\n{call.Account}\n{call.Region}\n{last}"))[..SealBytes];
}
