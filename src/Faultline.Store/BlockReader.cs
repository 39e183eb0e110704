using System.Runtime.InteropServices;

namespace Faultline.Store;

/// <summary>Reads the blocks of one file in order, through a window, and stops where no whole one stands.</summary>
internal sealed class BlockReader(IDiskFile file, FileHeader header)
{
    private const int WindowBytes = 1 << 20;

    private readonly long end = file.Length;
    private byte[] window = GC.AllocateUninitializedArray<byte>((int)Math.Min(WindowBytes, file.Length));
    private long windowAt;
    private int windowLength;

    /// <summary>Where the next block would begin.</summary>
    public long Offset { get; private set; } = Format.FileHeaderBytes;

    public BlockHeader Block { get; private set; }

    /// <summary>Where the records of the block begin in the file.</summary>
    public long RecordsAt => Format.Place(Block.Position) + Format.BlockHeaderBytes;

    /// <summary>The records of the block; gone with the next call of <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Records => View(RecordsAt, Block.Length);

    public bool Next()
    {
        var room = end - Offset - Format.BlockHeaderBytes;
        if (!IsHeader(Offset, out var found) || found.Length < 0 || found.Length > room)
        {
            return false;
        }

        var whole = View(Offset, Format.BlockHeaderBytes + found.Length);
        if (!BlockHeader.IsWhole(whole[..Format.BlockHeaderBytes], whole[Format.BlockHeaderBytes..]))
        {
            return false;
        }

        Block = found;
        Offset = Format.Aligned(Offset + whole.Length);
        return true;
    }

    /// <summary>
    /// Looks at all that follows the last whole block. A header of this file's that stands at its own place was written
    /// after what lies before it was durable: then that is no torn tail. Whatever else is there will be written over.
    /// </summary>
    public void MustEnd(string name)
    {
        for (var at = Offset; at < end;)
        {
            var view = View(at, (int)Math.Min(WindowBytes / 2, (end - at) & ~7L));
            var word = MemoryMarshal.Cast<byte, ulong>(view).IndexOf(header.Salt);
            if (view.IsEmpty || word < 0)
            {
                at += Math.Max(8, view.Length);
                continue;
            }

            at += (word + 1) * 8L;
            var begin = at - Format.BlockHeaderBytes;
            if (begin > Offset && IsHeader(begin, out _))
            {
                throw new StoreDamaged(
                    name, Offset, $"the block here is not whole, and another follows at byte {begin}");
            }
        }
    }

    private bool IsHeader(long at, out BlockHeader found)
    {
        found = default;
        if (at > end - Format.BlockHeaderBytes)
        {
            return false;
        }

        found = BlockHeader.Read(View(at, Format.BlockHeaderBytes));
        return found.Position == Format.Position(header.Number, at) && found.Salt == header.Salt;
    }

    private ReadOnlySpan<byte> View(long at, int count)
    {
        if (at < windowAt || at + count > windowAt + windowLength)
        {
            Move(at, count);
        }

        return window.AsSpan((int)(at - windowAt), count);
    }

    /// <summary>Moves the window on. What is in it already is not read again.</summary>
    private void Move(long at, int count)
    {
        var known = at >= windowAt && at < windowAt + windowLength
            ? window.AsSpan((int)(at - windowAt), (int)(windowAt + windowLength - at))
            : default;
        var room = count > window.Length
            ? GC.AllocateUninitializedArray<byte>((int)Math.Min(count * 2L, Array.MaxLength))
            : window;
        known.CopyTo(room);
        window = room;
        windowAt = at;
        windowLength = known.Length + file.Read(at + known.Length, window.AsSpan(known.Length));
        if (windowLength < count)
        {
            throw new IOException($"The file ended at byte {at + windowLength}, before its length.");
        }
    }
}
