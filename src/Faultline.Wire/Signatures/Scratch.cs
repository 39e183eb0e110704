using System.Buffers;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>Bytes in the making: on the stack while they are few, rented when they are more.</summary>
internal ref struct Scratch(Span<byte> start)
{
    private Span<byte> room = start;
    private byte[]? rented;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => room[..Length];

    public void Append(byte value)
    {
        if (Length == room.Length)
        {
            Grow(1);
        }

        room[Length++] = value;
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        int written;
        while (!Encoding.UTF8.TryGetBytes(text, room[Length..], out written))
        {
            Grow(Encoding.UTF8.GetMaxByteCount(text.Length));
        }

        Length += written;
    }

    public void AppendHex(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, Room(bytes.Length * 2), out var written);
        Length += written;
    }

    /// <summary>Gives back what was rented; the bytes are gone then.</summary>
    public void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
            rented = null;
        }

        room = default;
    }

    private Span<byte> Room(int count)
    {
        if (room.Length - Length < count)
        {
            Grow(count);
        }

        return room[Length..];
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, room.Length * 2));
        Written.CopyTo(larger);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        room = rented = larger;
    }
}
