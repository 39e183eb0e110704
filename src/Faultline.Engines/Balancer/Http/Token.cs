using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Faultline.Engines.Balancer.Http;

/// <summary>
/// What a sticky cookie holds: whom it leads to, until when, and a seal, so that nobody leads himself where he likes.
/// </summary>
internal static class Token
{
    private const int Bytes = 24;
    private const int SealBytes = 8;

    public static string Write(ulong goal, DateTimeOffset until, ReadOnlySpan<byte> key)
    {
        Span<byte> token = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(token, goal);
        BinaryPrimitives.WriteInt64LittleEndian(token[8..], until.ToUnixTimeSeconds());
        Seal(token, key, token[(Bytes - SealBytes)..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Null when it is none of ours, or its time is over.</summary>
    public static ulong? Read(ReadOnlySpan<byte> text, DateTimeOffset now, ReadOnlySpan<byte> key)
    {
        Span<byte> token = stackalloc byte[Bytes];
        Span<byte> seal = stackalloc byte[SealBytes];
        if (text.Length != Base64Url.GetEncodedLength(Bytes) || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromUtf8(text, token) != Bytes)
        {
            return null;
        }

        Seal(token, key, seal);
        return CryptographicOperations.FixedTimeEquals(seal, token[(Bytes - SealBytes)..])
            && BinaryPrimitives.ReadInt64LittleEndian(token[8..]) >= now.ToUnixTimeSeconds()
                ? BinaryPrimitives.ReadUInt64LittleEndian(token)
                : null;
    }

    private static void Seal(ReadOnlySpan<byte> token, ReadOnlySpan<byte> key, Span<byte> into)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, token[..(Bytes - SealBytes)], whole);
        whole[..SealBytes].CopyTo(into);
    }
}
