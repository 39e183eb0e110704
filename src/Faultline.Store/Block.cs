namespace Faultline.Store;

/// <summary>Records on their way to a file: what one write and one sync make durable together.</summary>
internal sealed class Block
{
    private readonly ByteBuffer bytes = new(64 << 10);
    private uint running;

    public Block() => Clear();

    /// <summary>How long it will be in the file.</summary>
    public int Length => (int)Format.Aligned(bytes.Length);

    public bool IsEmpty => bytes.Length == Format.BlockHeaderBytes;

    public void Clear()
    {
        bytes.Clear();
        bytes.Add(Format.BlockHeaderBytes).Clear();
        running = Checksum.Begin;
    }

    /// <summary>Adds records, and sums them up while they are still in the cache.</summary>
    public void Add(ReadOnlySpan<byte> records)
    {
        bytes.Add(records);
        running = Checksum.Continue(running, records);
    }

    /// <summary>Makes the block ready to be written at its position.</summary>
    public ReadOnlyMemory<byte> Seal(ulong position, ulong previous, ulong salt)
    {
        var records = bytes.Length - Format.BlockHeaderBytes;
        bytes.Add(Length - bytes.Length).Clear();
        BlockHeader.Seal(bytes.At(0, Format.BlockHeaderBytes), running, records, position, previous, salt);
        return bytes.Memory;
    }
}
