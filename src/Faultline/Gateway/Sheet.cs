using System.Buffers;

namespace Faultline.Gateway;

/// <summary>What is being written, in one piece, on memory lent by the pool until it is cleared.</summary>
internal sealed class Sheet : IBufferWriter<byte>
{
    private const int BytesMin = 1024;

    private byte[] array = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => array.AsMemory(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return array.AsSpan(Length);
    }

    /// <summary>Forgets what was written; the memory stays for what comes next.</summary>
    public void Rewind() => Length = 0;

    /// <summary>Forgets what was written and gives the memory back.</summary>
    public void Clear()
    {
        Length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
            array = [];
        }
    }

    private void Grow(int sizeHint)
    {
        var need = Length + Math.Max(sizeHint, 1);
        if (need <= array.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BytesMin, Math.Max(need, array.Length * 2)));
        array.AsSpan(0, Length).CopyTo(larger);
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        array = larger;
    }
}
