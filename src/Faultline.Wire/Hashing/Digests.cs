using System.Security.Cryptography;

namespace Faultline.Wire.Hashing;

/// <summary>Digests of what is there whole, as quickly as this machine can.</summary>
public static class Digests
{
    public static void Sha256(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        if (!Libcrypto.IsThere)
        {
            SHA256.HashData(data, digest);
            return;
        }

        Libcrypto.BeginSha256(out var state);
        Libcrypto.AddSha256(ref state, data);
        Libcrypto.EndSha256(ref state, digest);
    }

    /// <summary>MD5, where a protocol promises that very one: it guards against slips, not against attacks.</summary>
    public static void Md5(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        if (Libcrypto.IsThere)
        {
            Libcrypto.Md5(data, digest);
            return;
        }

#pragma warning disable CA5351 // Said above.
        MD5.HashData(data, digest);
#pragma warning restore CA5351
    }
}
