using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Faultline.Engines.Volumes;

/// <summary>A chunk by its content: the SHA-256. The default name is that of zeros, which are not stored.</summary>
public readonly record struct ChunkName(ulong A, ulong B, ulong C, ulong D)
{
    public const int Bytes = 32;

    public bool IsZeros => this == default;

    /// <summary>The first byte, by which chunks are fanned out.</summary>
    public int First => (int)(A >> 56);

    public static ChunkName Of(ReadOnlySpan<byte> content)
    {
        if (content.IndexOfAnyExcept((byte)0) < 0)
        {
            return default;
        }

        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    public static ChunkName Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadUInt64BigEndian(from),
        BinaryPrimitives.ReadUInt64BigEndian(from[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(from[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(from[24..]));

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64BigEndian(into, A);
        BinaryPrimitives.WriteUInt64BigEndian(into[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(into[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(into[24..], D);
    }

    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}
