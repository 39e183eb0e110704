using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Faultline.Wire.Hashing;

namespace Faultline.Wire.Signatures;

/// <summary>A key derived for one scope.</summary>
internal sealed class SigningKey(string scope, byte[] bytes)
{
    private readonly MacKey key = new(bytes);

    public string Scope => scope;

    /// <summary>
    /// The signature is the HMAC of the text. The letters are compared, so that upper case does not pass.
    /// </summary>
    public bool Proves(ReadOnlySpan<char> signature, ReadOnlySpan<byte> text)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<char> letters = stackalloc char[HMACSHA256.HashSizeInBytes * 2];
        key.Sign(text, mac);
        Convert.TryToHexStringLower(mac, letters, out _);
        return CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(letters), MemoryMarshal.AsBytes(signature));
    }
}
