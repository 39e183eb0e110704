using System.Buffers.Binary;

namespace Faultline.Store;

/// <summary>
/// What stands at the head of a segment or a snapshot. The salt is in every block of the file, so that nothing that
/// was written elsewhere, or comes out of a request, can be taken for one.
/// </summary>
internal readonly record struct FileHeader(bool IsSnapshot, int Number, ulong Salt)
{
    public const int Checked = 32;

    private static ReadOnlySpan<byte> Magic => "FAULTLN"u8;

    public byte[] Bytes()
    {
        var bytes = new byte[Format.FileHeaderBytes];
        Magic.CopyTo(bytes);
        bytes[7] = (byte)(IsSnapshot ? 'S' : 'J');
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Format.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Checked), Sum(bytes));
        return bytes;
    }

    /// <summary>Reads the head of a file, or says in one sentence why it is not one.</summary>
    public static FileHeader Read(IDiskFile file, string name)
    {
        Span<byte> bytes = stackalloc byte[Format.FileHeaderBytes];
        if (file.Read(0, bytes) < bytes.Length || !bytes[..7].SequenceEqual(Magic))
        {
            throw new StoreDamaged(name, 0, "it does not begin as a file of the store");
        }

        var header = new FileHeader(
            bytes[7] == (byte)'S',
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
        var number = Format.Number(name, header.IsSnapshot ? Format.Snapshot : Format.Segment);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[Checked..]) != Sum(bytes) || number != header.Number)
        {
            throw new StoreDamaged(name, 0, "its head is not as it was written");
        }

        // The head keeps its form in every format, so that a flipped bit is not taken for a newer one.
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > Format.Version)
        {
            throw new StateUnusable(
                $"{name} is of format {version}, and this Faultline reads formats up to {Format.Version}.");
        }

        return header;
    }

    public static uint Sum(ReadOnlySpan<byte> bytes) =>
        Checksum.End(Checksum.Continue(Checksum.Begin, bytes[..Checked]));
}
