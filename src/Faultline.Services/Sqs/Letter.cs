using System.Buffers.Binary;
using System.Security.Cryptography;
using Faultline.Wire.Hashing;

namespace Faultline.Services.Sqs;

/// <summary>
/// What a sender hands over. It never changes, whichever queue it lies in, so that a move between queues copies
/// nothing.
/// </summary>
internal sealed record Letter
{
    public required Guid Id { get; init; }

    /// <summary>UTF-8: half the memory of a string, and what the journal and MD5 want.</summary>
    public required byte[] Body { get; init; }

    public required UInt128 BodyMd5 { get; init; }

    public MessageAttributes? Attributes { get; init; }

    public string? TraceHeader { get; init; }

    public required string SenderId { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    public string BodyMd5Text
    {
        get
        {
            Span<byte> bytes = stackalloc byte[MD5.HashSizeInBytes];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, BodyMd5);
            return Convert.ToHexStringLower(bytes);
        }
    }

    public static UInt128 Md5Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        Digests.Md5(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
