using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Faultline.Engines.Balancer.Http;

/// <summary>Bytes on their way out, gathered so that they leave together. Grows as it must; used again.</summary>
internal sealed class Out
{
    private const int BufferBytes = 4 * 1024;

    private byte[] bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    public int Room => bytes.Length - Length;

    public void Begin(int room)
    {
        Length = 0;
        if (bytes.Length < room)
        {
            Release();
            bytes = ArrayPool<byte>.Shared.Rent(Math.Max(room, BufferBytes));
        }
    }

    public void Add(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Take(more.Length));
        Length += more.Length;
    }

    public void Add(byte next)
    {
        Take(1)[0] = next;
        Length++;
    }

    public void Add(string ascii)
    {
        Encoding.UTF8.GetBytes(ascii, Take(ascii.Length * 3));
        Length += Encoding.UTF8.GetByteCount(ascii);
    }

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, Take(20), out var length);
        Length += length;
    }

    /// <summary>Takes out of the pool what it takes only while something is under way.</summary>
    public void Release()
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            (bytes, Length) = ([], 0);
        }
    }

    public void AddHex(ulong number, int digits)
    {
        var into = Take(digits);
        for (var i = digits - 1; i >= 0; i--, number >>= 4)
        {
            into[i] = "0123456789abcdef"u8[(int)(number & 15)];
        }

        Length += digits;
    }

    private Span<byte> Take(int count)
    {
        if (Room < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, Length + count));
            bytes.AsSpan(0, Length).CopyTo(larger);
            if (bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }

            bytes = larger;
        }

        return bytes.AsSpan(Length, count);
    }
}
