namespace Faultline.Kernel.Places;

/// <summary>
/// What AWS says of a region: its name, where it is, the ids of its zones, and whether accounts have it without asking
/// ("AWS Regions and Availability Zones" in the AWS global infrastructure guide; place names as in botocore's
/// endpoints). The coordinates are of the city, for distances.
/// </summary>
public sealed record RegionFacts(
    string Name, string Place, string ZonePrefix, string ZoneNumbers, double Latitude, double Longitude, bool OptIn)
{
    public static IReadOnlyList<RegionFacts> All { get; } =
    [
        new("af-south-1", "Africa (Cape Town)", "afs1", "123", -33.93, 18.42, OptIn: true),
        new("ap-east-1", "Asia Pacific (Hong Kong)", "ape1", "123", 22.32, 114.17, OptIn: true),
        new("ap-east-2", "Asia Pacific (Taipei)", "ape2", "123", 25.03, 121.57, OptIn: true),
        new("ap-northeast-1", "Asia Pacific (Tokyo)", "apne1", "124", 35.68, 139.69, OptIn: false),
        new("ap-northeast-2", "Asia Pacific (Seoul)", "apne2", "1234", 37.57, 126.98, OptIn: false),
        new("ap-northeast-3", "Asia Pacific (Osaka)", "apne3", "123", 34.69, 135.50, OptIn: false),
        new("ap-south-1", "Asia Pacific (Mumbai)", "aps1", "123", 19.08, 72.88, OptIn: false),
        new("ap-south-2", "Asia Pacific (Hyderabad)", "aps2", "123", 17.39, 78.49, OptIn: true),
        new("ap-southeast-1", "Asia Pacific (Singapore)", "apse1", "123", 1.35, 103.82, OptIn: false),
        new("ap-southeast-2", "Asia Pacific (Sydney)", "apse2", "123", -33.87, 151.21, OptIn: false),
        new("ap-southeast-3", "Asia Pacific (Jakarta)", "apse3", "123", -6.21, 106.85, OptIn: true),
        new("ap-southeast-4", "Asia Pacific (Melbourne)", "apse4", "123", -37.81, 144.96, OptIn: true),
        new("ap-southeast-5", "Asia Pacific (Malaysia)", "apse5", "123", 3.14, 101.69, OptIn: true),
        new("ap-southeast-6", "Asia Pacific (New Zealand)", "apse6", "123", -36.85, 174.76, OptIn: true),
        new("ap-southeast-7", "Asia Pacific (Thailand)", "apse7", "123", 13.76, 100.50, OptIn: true),
        new("ca-central-1", "Canada (Central)", "cac1", "124", 45.50, -73.57, OptIn: false),
        new("ca-west-1", "Canada West (Calgary)", "caw1", "123", 51.05, -114.07, OptIn: true),
        new("eu-central-1", "Europe (Frankfurt)", "euc1", "123", 50.11, 8.68, OptIn: false),
        new("eu-central-2", "Europe (Zurich)", "euc2", "123", 47.38, 8.54, OptIn: true),
        new("eu-north-1", "Europe (Stockholm)", "eun1", "123", 59.33, 18.07, OptIn: false),
        new("eu-south-1", "Europe (Milan)", "eus1", "123", 45.46, 9.19, OptIn: true),
        new("eu-south-2", "Europe (Spain)", "eus2", "123", 41.65, -0.89, OptIn: true),
        new("eu-west-1", "Europe (Ireland)", "euw1", "123", 53.35, -6.26, OptIn: false),
        new("eu-west-2", "Europe (London)", "euw2", "123", 51.51, -0.13, OptIn: false),
        new("eu-west-3", "Europe (Paris)", "euw3", "123", 48.86, 2.35, OptIn: false),
        new("il-central-1", "Israel (Tel Aviv)", "ilc1", "123", 32.09, 34.78, OptIn: true),
        new("me-central-1", "Middle East (UAE)", "mec1", "123", 25.20, 55.27, OptIn: true),
        new("me-south-1", "Middle East (Bahrain)", "mes1", "123", 26.23, 50.59, OptIn: true),
        new("mx-central-1", "Mexico (Central)", "mxc1", "123", 20.59, -100.39, OptIn: true),
        new("sa-east-1", "South America (Sao Paulo)", "sae1", "123", -23.55, -46.63, OptIn: false),
        new("us-east-1", "US East (N. Virginia)", "use1", "123456", 38.95, -77.45, OptIn: false),
        new("us-east-2", "US East (Ohio)", "use2", "123", 39.96, -83.00, OptIn: false),
        new("us-west-1", "US West (N. California)", "usw1", "13", 37.35, -121.96, OptIn: false),
        new("us-west-2", "US West (Oregon)", "usw2", "1234", 45.84, -119.70, OptIn: false),
    ];

    public IEnumerable<string> ZoneIds => ZoneNumbers.Select(number => $"{ZonePrefix}-az{number}");
}
