using System.Buffers.Binary;

namespace Faultline.Store;

/// <summary>
/// Reads entries at their places. It reads further and further ahead while it is asked for what follows, and no more
/// than a page when it is sent to and fro.
/// </summary>
internal sealed class Pager(IReadOnlyList<IDiskFile> files)
{
    private const int StrideMin = 4 << 10;
    private const int StrideMax = 1 << 20;
    private const ulong OffsetMask = (1UL << Format.PlaceBits) - 1;

    private byte[] window = new byte[StrideMin];
    private int stride = StrideMin;
    private int fileAt = -1;
    private long windowAt;
    private int windowLength;

    /// <summary>The entry whose length stands at the place; gone with the next call.</summary>
    public ReadOnlySpan<byte> Entry(ulong place)
    {
        var file = (int)(place >> Format.PlaceBits);
        var offset = (long)(place & OffsetMask);
        var length = BinaryPrimitives.ReadInt32LittleEndian(View(file, offset, 4));
        return View(file, offset + 4, length);
    }

    private ReadOnlySpan<byte> View(int file, long at, int count)
    {
        if (file != fileAt || at < windowAt || at + count > windowAt + windowLength)
        {
            var isNext = file == fileAt && at >= windowAt && at <= windowAt + windowLength + stride;
            stride = isNext ? Math.Min(StrideMax, stride * 4) : StrideMin;
            var wanted = Math.Max(stride, count);
            if (wanted > window.Length)
            {
                window = GC.AllocateUninitializedArray<byte>(wanted);
            }

            fileAt = file;
            windowAt = at;
            windowLength = files[file].Read(at, window.AsSpan(0, wanted));
            if (windowLength < count)
            {
                throw new IOException($"The file ended at byte {at + windowLength}, within an entry.");
            }
        }

        return window.AsSpan((int)(at - windowAt), count);
    }
}
