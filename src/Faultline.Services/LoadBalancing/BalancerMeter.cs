using Faultline.Engines.Balancer;

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

    /// <summary>The look is over; what it did not ask for is forgotten.</summary>
    public void Done() => (before, seen) = (seen, []);
}
