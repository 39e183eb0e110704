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
