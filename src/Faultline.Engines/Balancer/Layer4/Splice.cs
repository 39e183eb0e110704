using System.Buffers;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>Two lines joined: what comes out of one goes into the other, until both end or one is gone.</summary>
internal static class Splice
{
    private const int BufferBytes = 16 * 1024;

    /// <param name="moved">Called with each chunk, so that somebody sees that it is not idle.</param>
    public static async ValueTask Run(Line one, Line other, Action moved)
    {
        var there = Carry(one, other, moved);
        var isWhole = await Carry(other, one, moved);
        isWhole &= await there;
        if (isWhole)
        {
            one.Close();
            other.Close();
        }
    }

    /// <summary>Carries one way, the end included; false when one of the two was gone, and then both are.</summary>
    private static async Task<bool> Carry(Line from, Line to, Action moved)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var count = await from.Take(buffer);
                await from.Arrive();
                if (count == 0)
                {
                    to.End();
                    return true;
                }

                moved();
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
}
