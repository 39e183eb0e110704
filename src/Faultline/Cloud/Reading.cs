using System.Runtime;

namespace Faultline.Cloud;

/// <summary>
/// The time in which a long state is read. All that is made then stays, so a collection would find nothing and move
/// everything: there is none until the end, and then two, which bring what stays to where the next ones let it be.
/// </summary>
internal sealed class Reading : IDisposable
{
    /// <summary>A state of fewer bytes is read before the first collection would come.</summary>
    private const long LongBytes = 16 << 20;

    /// <summary>
    /// In memory short messages are up to so many times as long as on the disk. Room that is not used is not touched.
    /// </summary>
    private const int Growth = 4;

    private readonly bool began;

    public Reading(long stateBytes)
    {
        if (stateBytes < LongBytes || GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            return;
        }

        try
        {
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            began = GC.TryStartNoGCRegion(Math.Min(stateBytes * Growth, memory / 4));
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this machine's heaps may have: it is read with collections, and takes longer.
        }
    }

    public void Dispose()
    {
        // Where the room did not suffice the runtime has ended it already.
        if (began && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
            GC.Collect(0);
            GC.Collect(1);
        }
    }
}
