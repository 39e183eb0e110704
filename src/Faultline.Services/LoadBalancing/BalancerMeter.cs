using Faultline.Engines.Balancer;
using Faultline.Kernel.Places;

namespace Faultline.Services.LoadBalancing;

/// <summary>
/// What nodes counted from one look to the next. Counts begin again with a node, which is seen by a count that is less
/// than before.
/// </summary>
internal sealed class BalancerMeter
{
    private Dictionary<(string, string), long> before = [];
    private Dictionary<(string, string), long> seen = [];

    /// <summary>How many there were of something at a node since the last look.</summary>
    public long Since(string node, string what, long count)
    {
        seen[(node, what)] = count;
        var last = before.GetValueOrDefault((node, what));
        return count >= last ? count - last : count;
    }

    /// <summary>The same of one of a node's own counts.</summary>
    public long Since(string node, Counts? counts, Count what) =>
        counts is null ? 0 : Since(node, what.ToString(), counts[what]);

    /// <summary>How long things took at a node since the last look, in seconds, each time with how often.</summary>
    public IReadOnlyList<(double Seconds, double Count)> Since(string node, Durations times) =>
    [
        .. from each in times.All
            let count = Since(node, $"{each.Took.Ticks}", each.Count)
            where count > 0
            select (each.Took.TotalSeconds, (double)count),
    ];

    /// <summary>What an account calls the zone of an id; the id where it is not on the map.</summary>
    public static Func<string, string, string> Zones(Atlas atlas, string region) => (account, zone) =>
        atlas.Region(region) is { } here && ZoneNames.Find(account, here, zone) is { } found
            ? ZoneNames.NameOf(account, found)
            : zone;

    /// <summary>The look is over; what it did not ask for is forgotten.</summary>
    public void Done() => (before, seen) = (seen, []);
}
