using System.Buffers;
using System.Security.Cryptography;
using Faultline.Wire.Hashing;

namespace Faultline.Wire.Signatures;

/// <summary>A key derived for one scope.</summary>
internal sealed class SigningKey(string scope, byte[] bytes)
{
    private readonly MacKey key = new(bytes);

    public string Scope => scope;

    /// <summary>
    /// The signature is the HMAC of the text, in lower case: upper case does not pass. Bytes are compared, not letters:
    /// what takes the same time for all takes a while for each.
    /// </summary>
    public bool Proves(ReadOnlySpan<char> signature, ReadOnlySpan<byte> text)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.Sign(text, mac);
        return signature.Length == HMACSHA256.HashSizeInBytes * 2
            && !signature.ContainsAnyInRange('A', 'F')
            && Convert.FromHexString(signature, claimed, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(mac, claimed);
    }
}
