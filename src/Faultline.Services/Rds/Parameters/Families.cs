using System.Globalization;

namespace Faultline.Services.Rds.Parameters;

/// <summary>The families of parameters: one for each major version of PostgreSQL that AWS has.</summary>
internal static class Families
{
    private const string Name = "postgres";

    /// <summary>"Available PostgreSQL database versions", RDS user guide.</summary>
    public static IReadOnlyList<int> Majors { get; } = [13, 14, 15, 16, 17, 18];

    public static string Of(int major) => string.Create(CultureInfo.InvariantCulture, $"{Name}{major}");

    /// <summary>The major version of a family; null where it is none of PostgreSQL.</summary>
    public static int? Major(string family) =>
        Majors.Where(major => Of(major) == family).Select(major => (int?)major).FirstOrDefault();

    public static bool IsKnown(string family) => Major(family) is not null;
}
