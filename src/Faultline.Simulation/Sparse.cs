namespace Faultline.Simulation;

/// <summary>The bytes of a file, of which only those that were ever written take memory; the others are zero.</summary>
internal sealed class Sparse
{
    private const int PageBytes = 4096;

    private readonly Dictionary<long, byte[]> pages = [];

    public long Length { get; private set; }

    public int Read(long offset, Span<byte> into)
    {
        var count = (int)Math.Clamp(Length - offset, 0, into.Length);
        for (var done = 0; done < count;)
        {
            var (page, within) = Math.DivRem(offset + done, PageBytes);
            var take = (int)Math.Min(PageBytes - within, count - done);
            if (pages.TryGetValue(page, out var bytes))
            {
                bytes.AsSpan((int)within, take).CopyTo(into[done..]);
            }
            else
            {
                into.Slice(done, take).Clear();
            }

            done += take;
        }

        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> from)
    {
        Length = Math.Max(Length, offset + from.Length);
        for (var done = 0; done < from.Length;)
        {
            var (page, within) = Math.DivRem(offset + done, PageBytes);
            var take = (int)Math.Min(PageBytes - within, from.Length - done);
            var part = from.Slice(done, take);
            done += take;
            if (!pages.TryGetValue(page, out var bytes))
            {
                if (!part.ContainsAnyExcept((byte)0))
                {
                    continue;
                }

                pages.Add(page, bytes = new byte[PageBytes]);
            }

            part.CopyTo(bytes.AsSpan((int)within));
        }
    }

    public void Resize(long length)
    {
        if (length < Length)
        {
            foreach (var page in pages.Keys.Where(page => page * PageBytes >= length).ToArray())
            {
                pages.Remove(page);
            }

            if (pages.TryGetValue(length / PageBytes, out var last))
            {
                last.AsSpan((int)(length % PageBytes)).Clear();
            }
        }

        Length = length;
    }

    public void Flip(long offset, int bit)
    {
        Span<byte> one = stackalloc byte[1];
        if (Read(offset, one) == 1)
        {
            one[0] ^= (byte)(1 << bit);
            Write(offset, one);
        }
    }

    /// <summary>Everything, in one piece.</summary>
    public byte[] ToArray()
    {
        var all = new byte[Length];
        Read(0, all);
        return all;
    }

    public Sparse Copy()
    {
        var copy = new Sparse { Length = Length };
        foreach (var (page, bytes) in pages)
        {
            copy.pages.Add(page, [.. bytes]);
        }

        return copy;
    }
}
