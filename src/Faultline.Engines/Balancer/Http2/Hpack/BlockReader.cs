namespace Faultline.Engines.Balancer.Http2.Hpack;

/// <summary>
/// Reads blocks of fields, one after the other: what one of them says later ones may point at. Once a block was none,
/// nothing that follows can be understood.
/// </summary>
/// <remarks>RFC 7541.</remarks>
internal sealed class BlockReader
{
    /// <summary>How much of what came the sender may point at: the size that everybody begins with.</summary>
    private const int TableBytesMax = 4096;

    /// <summary>The newest first.</summary>
    private readonly List<Entry> table = [];
    private int tableBytes;
    private int tableMax = TableBytesMax;

    /// <summary>
    /// Adds the fields of a block; false when it is none. What would take more than so many bytes is read and left out,
    /// which <paramref name="isTooLong"/> says.
    /// </summary>
    public bool Read(ReadOnlySpan<byte> block, int bytesMax, List<Entry> into, out bool isTooLong)
    {
        (isTooLong, var bytes, var isFirst) = (false, 0, true);
        while (!block.IsEmpty)
        {
            if ((block[0] & 0xe0) == 0x20)
            {
                if (!isFirst || !ReadSize(ref block))
                {
                    return false;
                }

                continue;
            }

            isFirst = false;
            if (ReadEntry(ref block) is not { } entry)
            {
                return false;
            }

            bytes += entry.Size;
            isTooLong |= bytes > bytesMax;
            if (!isTooLong)
            {
                into.Add(entry);
            }
        }

        return true;
    }

    private bool ReadSize(ref ReadOnlySpan<byte> block)
    {
        if (ReadNumber(ref block, 5) is not { } size || size > TableBytesMax)
        {
            return false;
        }

        tableMax = size;
        Shrink(0);
        return true;
    }

    private Entry? ReadEntry(ref ReadOnlySpan<byte> block)
    {
        var kind = block[0];
        if ((kind & 0x80) != 0)
        {
            return ReadNumber(ref block, 7) is { } number ? Get(number) : null;
        }

        var keeps = (kind & 0x40) != 0;
        if (ReadNumber(ref block, keeps ? 6 : 4) is not { } name
            || (name == 0 ? ReadText(ref block) : Get(name)?.Name) is not { } named
            || ReadText(ref block) is not { } value)
        {
            return null;
        }

        var entry = new Entry(named, value);
        if (keeps)
        {
            Shrink(entry.Size);
            if (entry.Size <= tableMax)
            {
                table.Insert(0, entry);
                tableBytes += entry.Size;
            }
        }

        return entry;
    }

    private Entry? Get(int number)
    {
        var own = number - KnownEntries.Count - 1;
        return number == 0 || own >= table.Count ? null : own < 0 ? KnownEntries.Get(number) : table[own];
    }

    /// <summary>Makes room for so much; the oldest leave first.</summary>
    private void Shrink(int room)
    {
        while (table.Count > 0 && tableBytes + room > tableMax)
        {
            tableBytes -= table[^1].Size;
            table.RemoveAt(table.Count - 1);
        }
    }

    private static byte[]? ReadText(ref ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty)
        {
            return null;
        }

        var isShort = (block[0] & 0x80) != 0;
        if (ReadNumber(ref block, 7) is not { } length || length > block.Length)
        {
            return null;
        }

        var text = block[..length];
        block = block[length..];
        return isShort ? Huffman.Read(text) : text.ToArray();
    }

    /// <summary>A number that begins in the last bits of a byte; null when it does not end, or is too large.</summary>
    private static int? ReadNumber(ref ReadOnlySpan<byte> block, int bits)
    {
        var all = (1 << bits) - 1;
        var number = block[0] & all;
        block = block[1..];
        if (number < all)
        {
            return number;
        }

        for (var shift = 0; shift <= 21; shift += 7)
        {
            if (block.IsEmpty)
            {
                return null;
            }

            var next = block[0];
            block = block[1..];
            number += (next & 0x7f) << shift;
            if ((next & 0x80) == 0)
            {
                return number;
            }
        }

        return null;
    }
}
