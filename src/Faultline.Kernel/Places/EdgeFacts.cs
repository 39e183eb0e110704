namespace Faultline.Kernel.Places;

/// <summary>
/// A location of the edge network, named as CloudFront names its own in <c>X-Amz-Cf-Pop</c>: by the airport next to it.
/// </summary>
public sealed record EdgeFacts(string Code, string City, double Latitude, double Longitude)
{
    public static IReadOnlyList<EdgeFacts> All { get; } =
    [
        new("IAD", "Ashburn", 39.04, -77.49),
        new("JFK", "New York", 40.71, -74.01),
        new("ATL", "Atlanta", 33.75, -84.39),
        new("ORD", "Chicago", 41.88, -87.63),
        new("DFW", "Dallas", 32.78, -96.80),
        new("LAX", "Los Angeles", 34.05, -118.24),
        new("SFO", "San Francisco", 37.77, -122.42),
        new("SEA", "Seattle", 47.61, -122.33),
        new("YUL", "Montreal", 45.50, -73.57),
        new("GRU", "Sao Paulo", -23.55, -46.63),
        new("LHR", "London", 51.51, -0.13),
        new("DUB", "Dublin", 53.35, -6.26),
        new("CDG", "Paris", 48.86, 2.35),
        new("FRA", "Frankfurt", 50.11, 8.68),
        new("MXP", "Milan", 45.46, 9.19),
        new("ARN", "Stockholm", 59.33, 18.07),
        new("MAD", "Madrid", 40.42, -3.70),
        new("CPT", "Cape Town", -33.93, 18.42),
        new("DXB", "Dubai", 25.20, 55.27),
        new("TLV", "Tel Aviv", 32.09, 34.78),
        new("BOM", "Mumbai", 19.08, 72.88),
        new("SIN", "Singapore", 1.35, 103.82),
        new("HKG", "Hong Kong", 22.32, 114.17),
        new("NRT", "Tokyo", 35.68, 139.69),
        new("ICN", "Seoul", 37.57, 126.98),
        new("SYD", "Sydney", -33.87, 151.21),
    ];
}
