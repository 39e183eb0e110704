using System.Buffers.Binary;

namespace Faultline.Store;

/// <summary>What stands before the records of a block: where it is, and which one came before.</summary>
internal readonly record struct BlockHeader(uint Sum, int Length, ulong Position, ulong Previous, ulong Salt)
{
    public static BlockHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    /// <summary>Fills in the header before the records, whose running checksum is known already.</summary>
    public static void Seal(Span<byte> header, uint running, int length, ulong position, ulong previous, ulong salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], position);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], previous);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], salt);
        var sum = Checksum.End(Checksum.Continue(running, header[4..Format.BlockHeaderBytes]));
        BinaryPrimitives.WriteUInt32LittleEndian(header, sum);
    }

    public static bool IsWhole(ReadOnlySpan<byte> header, ReadOnlySpan<byte> records)
    {
        var running = Checksum.Continue(Checksum.Begin, records);
        var sum = Checksum.End(Checksum.Continue(running, header[4..Format.BlockHeaderBytes]));
        return sum == BinaryPrimitives.ReadUInt32LittleEndian(header);
    }
}
