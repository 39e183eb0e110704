using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// How an operation gives its list in pages: the least and the most that a caller may ask for, and how much whoever
/// asks for nothing gets (null: all). A token names the item that the page ended with, so that what comes and goes in
/// between shifts nothing; it is good for the operation, account and region that it was given to, and for no other.
/// </summary>
internal sealed record Paging(int Min, int Max, int? Unasked)
{
    private const int SealBytes = 8;

    /// <summary>A page of the items, in the order of their keys, and the token of the next.</summary>
    public (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token)
    {
        if (asked < Min)
        {
            throw Refusal.PageTooSmall(asked.Value, Min);
        }

        if (asked > Max)
        {
            throw Refusal.PageTooLarge(asked.Value, Max);
        }

        var last = token is null ? null : Open(call, token) ?? throw Refusal.Token(token);
        var rest = all.Select(item => (Key: key(item), Item: item))
            .Where(each => last is null || string.CompareOrdinal(each.Key, last) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .ToList();
        var size = asked ?? Unasked ?? rest.Count;
        return (
            rest.Take(size).Select(each => each.Item).ToList(),
            rest.Count > size ? Write(call, rest[size - 1].Key) : null);
    }

    private static string Write(Call call, string last) =>
        Base64Url.EncodeToString([.. Seal(call, last), .. Encoding.UTF8.GetBytes(last)]);

    private static string? Open(Call call, string token)
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
