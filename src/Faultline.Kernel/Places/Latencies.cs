namespace Faultline.Kernel.Places;

/// <summary>
/// How far places are from each other in time, one way. Between ten regions half of the round trips that were published
/// as measured (acomputerscientistlearnsaws.blogspot.com/2017/04/aws-regions.html); between all others, and to the
/// edge, what the distance takes: half again the way of light in glass, and 5 ms, which fits those ten. Between zones
/// what xkyle.com/Measuring-AWS-Region-and-AZ-Latency found: round trips of 0.25 to 3.4 ms, each pair its own.
/// </summary>
internal static class Latencies
{
    /// <summary>Light in glass goes so far in a millisecond.</summary>
    private const double KilometresInMillisecond = 200;

    private const double DetourFactor = 1.5;
    private const double RoutersMilliseconds = 5;
    private const double EarthRadiusKilometres = 6371;

    private static readonly TimeSpan InHost = TimeSpan.FromMicroseconds(15);
    private static readonly TimeSpan InRack = TimeSpan.FromMicroseconds(40);
    private static readonly TimeSpan InZone = TimeSpan.FromMicroseconds(80);
    private static readonly TimeSpan BetweenZonesMin = TimeSpan.FromMicroseconds(125);
    private static readonly TimeSpan BetweenZonesMax = TimeSpan.FromMicroseconds(1700);

    private static readonly string[] measured =
    [
        "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1", "ap-northeast-2",
        "ap-southeast-1", "ap-southeast-2", "sa-east-1",
    ];

    /// <summary>Round trips in milliseconds, from the row's region to those before it.</summary>
    private static readonly double[][] roundTrips =
    [
        [],
        [72.7],
        [87.0, 19.5],
        [80.6, 153.2, 137.0],
        [88.7, 166.6, 159.5, 19.6],
        [145.3, 102.5, 89.1, 212.4, 236.5],
        [178.4, 131.5, 118.3, 242.4, 266.2, 31.4],
        [216.7, 174.0, 161.4, 239.0, 325.9, 73.8, 71.9],
        [230.0, 157.5, 162.2, 309.6, 323.5, 103.9, 134.0, 175.3],
        [119.5, 192.7, 182.7, 191.3, 194.9, 256.8, 286.3, 328.1, 322.5],
    ];

    public static TimeSpan Between(Atlas atlas, Domain from, Domain to)
    {
        if (from.Region is not { } one || to.Region is not { } other)
        {
            return Afar(atlas, from, to);
        }

        if (one == other)
        {
            return Near(from, to);
        }

        var (row, column) = (Array.IndexOf(measured, one.Name), Array.IndexOf(measured, other.Name));
        return row < 0 || column < 0
            ? Distance(Place(atlas, one), Place(atlas, other))
            : TimeSpan.FromMilliseconds(roundTrips[Math.Max(row, column)][Math.Min(row, column)] / 2);
    }

    /// <summary>The world outside is next to whatever it talks to: how far clients really are, nobody knows.</summary>
    private static TimeSpan Afar(Atlas atlas, Domain from, Domain to) =>
        from.Kind is DomainKind.Outside or DomainKind.Everything
        || to.Kind is DomainKind.Outside or DomainKind.Everything
            ? TimeSpan.Zero
            : Distance(Place(atlas, from), Place(atlas, to));

    private static TimeSpan Near(Domain from, Domain to)
    {
        if (from == to)
        {
            return InHost;
        }

        var (one, other) = (from.Zone, to.Zone);
        if (one is null || other is null)
        {
            return BetweenZonesMin;
        }

        if (one == other)
        {
            return from.Parent == to.Parent && from.Kind == DomainKind.Host ? InRack : InZone;
        }

        var first = string.CompareOrdinal(one.Name, other.Name) < 0;
        var pair = first ? $"{one.Name} {other.Name}" : $"{other.Name} {one.Name}";
        return BetweenZonesMin + (BetweenZonesMax - BetweenZonesMin) * new Dice(0).Fork(pair).Fraction();
    }

    private static (double Latitude, double Longitude) Place(Atlas atlas, Domain at)
    {
        if (at.Region is { } region)
        {
            var facts = atlas.FactsOf(region);
            return (facts.Latitude, facts.Longitude);
        }

        var edge = EdgeFacts.All.First(edge => edge.Code == at.Name);
        return (edge.Latitude, edge.Longitude);
    }

    private static TimeSpan Distance((double Latitude, double Longitude) from, (double Latitude, double Longitude) to)
    {
        static double Radians(double degrees) => degrees * Math.PI / 180;
        var (up, along) = (Radians(to.Latitude - from.Latitude) / 2, Radians(to.Longitude - from.Longitude) / 2);
        var chord = Math.Pow(Math.Sin(up), 2)
            + Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * Math.Pow(Math.Sin(along), 2);
        var kilometres = 2 * EarthRadiusKilometres * Math.Asin(Math.Sqrt(chord));
        var roundTrip = 2 * kilometres / KilometresInMillisecond * DetourFactor + RoutersMilliseconds;
        return TimeSpan.FromMilliseconds(roundTrip / 2);
    }
}
