using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.Wire.Hashing;
using Faultline.Wire.Protocols;

namespace Faultline.Wire.Signatures;

/// <summary>What a signature says of the body: its hash, nothing, or that the chunks tell.</summary>
internal static class Payload
{
    public const string Header = "X-Amz-Content-Sha256";
    /// <summary>The hash of no bytes at all.</summary>
    public const string OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private const string UnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

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
        Digests.Sha256(request.Body.Span, hash);
        into.AppendHex(hash);
        return !s3 || declared is null || Same(declared, into.Written);
    }

    /// <summary>
    /// Puts a streamed body behind what decodes and verifies it. No key: the client is taken on trust. Only S3 takes
    /// chunks, and a presigned URL that says nothing of the body.
    /// </summary>
    public static void Unwrap(
        Incoming request, in Claim claim, Key? key, DateTimeOffset hour, bool s3, Refusals refuse)
    {
        if (!s3 && request.Stream is null)
        {
            // A body that is there whole was verified as it is.
            return;
        }

        var declared = (string?)request.Headers[Header];
        if (s3 && IsChunked(declared))
        {
            var trailer = declared!.EndsWith("-TRAILER", StringComparison.Ordinal);
            var signed = declared != UnsignedTrailer;
            var source = request.Stream ?? new MemoryStream(request.Body.ToArray(), writable: false);
            request.Stream = new ChunkedStream(
                source,
                signed && key is not null ? new ChunkSeal(claim, key, hour) : null,
                trailer ? Announced(request) : null,
                DecodedLength(request));
            request.Body = default;
        }
        else if (key is not null && request.Stream is { } stream && declared is not Unsigned
            && !(s3 && declared is null))
        {
            request.Stream = new HashedStream(
                stream, declared ?? OfNothing, s3 ? HashMismatch() : refuse.Mismatch("", ""));
        }
    }

    /// <summary>The rules of S3's own: it wants to be told of the body, and every header of AWS's signed.</summary>
    public static void CheckS3(Incoming request, in Claim claim)
    {
        var declared = (string?)request.Headers[Header];
        if (declared is null && claim.Form == SignatureForm.Header)
        {
            throw new AwsError("InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256");
        }

        var word = claim.Asymmetric ? "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" : "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
        if (declared is not (null or Unsigned or UnsignedTrailer) && declared != word && declared != word + "-TRAILER"
            && !(declared.Length == 64 && declared.All(char.IsAsciiHexDigitLower)))
        {
            throw new AwsError(
                "InvalidArgument", 400, $"x-amz-content-sha256 must be {Unsigned}, {word}, or a valid sha256 value.");
        }

        foreach (var (name, _) in request.Headers)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !Completeness.Signs(claim, name))
            {
                throw new AwsError(
                    "AccessDenied", 403, "There were headers present in the request which were not signed");
            }
        }
    }

    public static AwsError HashMismatch() => new(
        "XAmzContentSHA256Mismatch", 400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.");

    private static bool Same(string declared, ReadOnlySpan<byte> hash) => Ascii.Equals(declared, hash);

    private static string[] Announced(Incoming request) => ((string?)request.Headers["X-Amz-Trailer"] ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static long DecodedLength(Incoming request) => long.TryParse(
        request.Headers["X-Amz-Decoded-Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture,
        out var length)
        ? length
        : throw new AwsError("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
}
