using System.Globalization;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>The statuses that are good: numbers and ranges, as in <c>200-299,301</c>.</summary>
internal sealed class Matcher
{
    private readonly (int First, int Last)[] ranges;

    public Matcher(string text) => ranges =
    [
        .. text.Split(',').Select(part => part.Split('-')).Select(ends => (
            int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture))),
    ];

    public bool Fits(int status) => Array.Exists(ranges, range => range.First <= status && status <= range.Last);
}
