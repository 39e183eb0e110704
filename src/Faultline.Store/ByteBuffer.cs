using System.Buffers.Binary;

namespace Faultline.Store;

/// <summary>Bytes that grow at their end and are used again.</summary>
internal sealed class ByteBuffer(int capacity = 0)
{
    /// <summary>Longer than this and hardly used, a buffer is let go: a large entry costs no memory for ever.</summary>
    private const int KeptBytesMax = 1 << 20;

    private byte[] bytes = capacity == 0 ? [] : GC.AllocateUninitializedArray<byte>(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, Length);

    /// <summary>Room at the end, counted as written; its bytes are whatever they were.</summary>
    public Span<byte> Add(int count)
    {
        var length = Length + count;
        if ((uint)length > (uint)bytes.Length)
        {
            Grow(length);
        }

        var room = bytes.AsSpan(Length, count);
        Length = length;
        return room;
    }

    public void Add(ReadOnlySpan<byte> more) => more.CopyTo(Add(more.Length));

    public void AddByte(byte value) => Add(1)[0] = value;

    public void AddWord(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Add(4), value);

    public void AddLong(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Add(8), value);

    /// <summary>Seven bits a byte, the low ones first, the eighth bit says that more follow.</summary>
    public void AddVarint(ulong value)
    {
        var room = Add(10);
        var used = 0;
        while (value >= 0x80)
        {
            room[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[used++] = (byte)value;
        Length -= 10 - used;
    }

    /// <summary>Bytes already written, to be filled in afterwards.</summary>
    public Span<byte> At(int offset, int count) => bytes.AsSpan(offset, count);

    /// <summary>Takes back what was written after a length.</summary>
    public void Cut(int length) => Length = length;

    public void Clear()
    {
        if (bytes.Length > KeptBytesMax && Length < bytes.Length / 8)
        {
            bytes = [];
        }

        Length = 0;
    }

    private void Grow(int length)
    {
        if (length < 0)
        {
            throw new InvalidOperationException("More than 2 GiB at once do not fit into the journal.");
        }

        var capacity = (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256L, bytes.Length * 2L), length));
        var grown = GC.AllocateUninitializedArray<byte>(capacity);
        bytes.AsSpan(0, Length).CopyTo(grown);
        bytes = grown;
    }
}
