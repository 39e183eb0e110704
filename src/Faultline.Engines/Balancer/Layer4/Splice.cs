using System.Buffers;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>Two lines joined: what comes out of one goes into the other, until both end or one is gone.</summary>
internal static class Splice
{
    private const int BufferBytes = 16 * 1024;

    /// <param name="there">Called with the length of each chunk that goes from the one to the other.</param>
    /// <param name="back">The same of those that come back.</param>
    public static async ValueTask Run(Line one, Line other, Action<int> there, Action<int> back)
    {
        var forth = Carry(one, other, there);
        var isWhole = await Carry(other, one, back);
        isWhole &= await forth;
        if (isWhole)
        {
            one.Close();
            other.Close();
        }
    }

    /// <summary>Carries one way, the end included; false when one of the two was gone, and then both are.</summary>
    private static async Task<bool> Carry(Line from, Line to, Action<int> moved)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var count = await from.Take(buffer);
                await from.Arrive(count);
                if (count == 0)
                {
                    to.End();
                    return true;
                }

                moved(count);
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
