using System.Security.Cryptography;

namespace Faultline.Wire.Hashing;

/// <summary>
/// A key for HMAC-SHA256 that is used often: what the key alone decides (RFC 2104: the first block of each of the two
/// digests) is done once.
/// </summary>
internal sealed class MacKey
{
    private const int BlockBytes = 64;
    private const byte Inner = 0x36;
    private const byte Outer = 0x5c;

    private readonly byte[] key;
    private readonly DigestState inner;
    private readonly DigestState outer;

    public MacKey(byte[] key)
    {
        this.key = key;
        if (Libcrypto.IsThere)
        {
            var block = key.Length > BlockBytes ? SHA256.HashData(key) : key;
            (inner, outer) = (Begun(block, Inner), Begun(block, Outer));
        }
    }

    public void Sign(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        if (!Libcrypto.IsThere)
        {
            HMACSHA256.HashData(key, text, mac);
            return;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var state = inner;
        Libcrypto.AddSha256(ref state, text);
        Libcrypto.EndSha256(ref state, digest);
        state = outer;
        Libcrypto.AddSha256(ref state, digest);
        Libcrypto.EndSha256(ref state, mac);
    }

    private static DigestState Begun(ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Fill(pad);
        for (var i = 0; i < key.Length; i++)
        {
            block[i] ^= key[i];
        }

        Libcrypto.BeginSha256(out var state);
        Libcrypto.AddSha256(ref state, block);
        return state;
    }
}
