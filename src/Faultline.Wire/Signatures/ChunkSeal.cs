using System.Security.Cryptography;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>
/// The chain of signatures over the chunks of an upload: each covers its chunk and the signature before it, the first
/// that of the request itself. Facts from "Signature calculations for the Authorization header: Transferring payload in
/// multiple chunks" and "... with trailing headers" in the Amazon S3 API reference.
/// </summary>
internal sealed class ChunkSeal
{
    private readonly string algorithm;
    private readonly string context;
    private readonly SigningKey? signingKey;
    private readonly (string AccessKey, byte[] Secret)? pair;
    private string previous;

    public ChunkSeal(in Claim claim, Key key, DateTimeOffset hour)
    {
        algorithm = claim.Asymmetric ? "AWS4-ECDSA-P256-SHA256" : "AWS4-HMAC-SHA256";
        context = $"{SigningHour.Text(hour)}\n{claim.Scope}";
        previous = claim.Signature.ToString();
        if (claim.Asymmetric)
        {
            pair = (new(claim.AccessKey), key.Secret!);
        }
        else
        {
            signingKey = key.SigningKey(claim.Scope);
        }
    }

    /// <summary>The next chunk has this hash: whether its signature fits.</summary>
    public bool ProvesChunk(ReadOnlySpan<byte> hash, string signature) =>
        Proves(
            $"{algorithm}-PAYLOAD\n{context}\n{previous}\n{Payload.OfNothing}\n{Convert.ToHexStringLower(hash)}",
            signature);

    /// <summary>The trailing headers, in canonical form: whether their signature fits.</summary>
    public bool ProvesTrailers(string canonical, string signature)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(canonical));
        return Proves($"{algorithm}-TRAILER\n{context}\n{previous}\n{Convert.ToHexStringLower(hash)}", signature);
    }

    private bool Proves(string text, string signature)
    {
        // Signatures of version 4A differ in length and are filled up with stars.
        var bare = signature.TrimEnd('*');
        var bytes = Encoding.UTF8.GetBytes(text);
        previous = bare;
        return pair is { } asymmetric
            ? Version4A.Proves(bare, asymmetric.AccessKey, asymmetric.Secret, bytes)
            : signingKey!.Proves(bare, bytes);
    }
}
