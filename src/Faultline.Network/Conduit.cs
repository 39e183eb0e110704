using System.Buffers;

namespace Faultline.Network;

/// <summary>What comes out of one line goes into another, until that ends or one of the two is gone.</summary>
public class Conduit
{
    /// <summary>How much of it is under way at once.</summary>
    internal const int BufferBytes = 16 * 1024;

    private readonly Line from;
    private readonly Line to;
    private long moved;

    internal Conduit(Line from, Line to) => (this.from, this.to) = (from, to);

    /// <summary>How many bytes that were until now. Only ever grows.</summary>
    public long Moved => Volatile.Read(ref moved);

    /// <summary>Carries to the end, that included; false when one of the two was gone, and then both are.</summary>
    public async Task<bool> Run()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var count = await Take(buffer.AsMemory(0, BufferBytes));
                await from.Arrive(count);
                if (count == 0)
                {
                    to.End();
                    return true;
                }

                Count(count);
                await to.Send(buffer.AsMemory(0, count));
            }
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            await from.Hear();
            from.Reset();
            to.Reset();
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Bytes that came and are yet to be sent. What has gone on by itself is none of them.</summary>
    protected virtual ValueTask<int> Take(Memory<byte> into) => from.Take(into);

    /// <summary>Of one thread at a time.</summary>
    protected void Count(int bytes) => Volatile.Write(ref moved, moved + bytes);
}
