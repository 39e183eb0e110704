using Faultline.Simulation;

namespace Faultline.Stories;

/// <summary>The same life again and again, each time with something at another write or sync of a disk.</summary>
internal static class DiskActs
{
    /// <summary>Orders of events differ from seed to seed, so the last act is not always the same one.</summary>
    private const int MissesMax = 5;

    /// <summary>Plays a life for every act that there is.</summary>
    /// <param name="least">So many there must be, or the life is not the one that it was.</param>
    /// <param name="life">Lives with the number of the act; true when it came to that act.</param>
    public static void Each(string what, int least, Func<World, int, Task<bool>> life)
    {
        var (nth, misses) = (0, 0);
        while (misses < MissesMax)
        {
            nth++;
            var struck = false;
            Explore.Seed((ulong)nth, async world => struck = await life(world, nth), name: what);
            misses = struck ? 0 : misses + 1;
        }

        Assert.True(nth > least, $"only {nth} points");
    }
}
