using System.Security.Cryptography;
using System.Text;
using Faultline.Wire.Protocols;

namespace Faultline.Wire.Signatures;

/// <summary>What a signature says of the body: its hash, nothing, or that the chunks tell.</summary>
internal static class Payload
{
    public const string Header = "X-Amz-Content-Sha256";
    private const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>The body comes in chunks that carry their own signatures, or a trailer.</summary>
    public static bool IsChunked(string? declared) =>
        declared is not null && declared.StartsWith("STREAMING-", StringComparison.Ordinal);

    /// <summary>
    /// Writes what the canonical request ends with: the hash of the body in hexadecimal, or the word that the client
    /// put in its place. False when S3 finds another hash than the client declared.
    /// </summary>
    public static bool Write(Incoming request, string? declared, bool s3, bool presigned, ref Scratch into)
    {
        if (declared is Unsigned || (s3 && IsChunked(declared)) || (declared is not null && request.Stream is not null))
        {
            into.Append(declared);
            return true;
        }

        if (s3 && presigned && declared is null)
        {
            into.Append(Unsigned);
            return true;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body.Span, hash);
        into.AppendHex(hash);
        return !s3 || declared is null || Same(declared, into.Written);
    }

    public static AwsError HashMismatch() => new(
        "XAmzContentSHA256Mismatch", 400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.");

    private static bool Same(string declared, ReadOnlySpan<byte> hash) =>
        Ascii.Equals(declared, hash);
}
