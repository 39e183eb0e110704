using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Faultline.Wire.Signatures;

/// <summary>A key derived for one scope. Setting up an HMAC costs more than using it, so one is kept ready.</summary>
internal sealed class SigningKey(string scope, byte[] bytes)
{
    private IncrementalHash? ready;

    public string Scope => scope;

    /// <summary>
    /// The signature is the HMAC of the text. The letters are compared, so that upper case does not pass.
    /// </summary>
    public bool Proves(ReadOnlySpan<char> signature, ReadOnlySpan<byte> text)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<char> letters = stackalloc char[HMACSHA256.HashSizeInBytes * 2];
        Sign(text, mac);
        Convert.TryToHexStringLower(mac, letters, out _);
        return CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(letters), MemoryMarshal.AsBytes(signature));
    }

    private void Sign(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        var hash = Interlocked.Exchange(ref ready, null)
            ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, bytes);
        hash.AppendData(text);
        hash.GetHashAndReset(mac);
        Interlocked.Exchange(ref ready, hash)?.Dispose();
    }
}
