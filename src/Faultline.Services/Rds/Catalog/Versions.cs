using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Catalog;

/// <summary>
/// The versions of PostgreSQL that instances can be of: those that are installed. AWS's calendars for them are facts
/// ("Release calendars for Amazon RDS for PostgreSQL", release notes).
/// </summary>
internal static class Versions
{
    /// <summary>By major: the last day of standard support, and of extended support.</summary>
    private static readonly Dictionary<int, (DateTimeOffset Standard, DateTimeOffset Extended)> calendar = new()
    {
        [13] = (Day(2026, 2, 28), Day(2029, 2, 28)),
        [14] = (Day(2027, 2, 28), Day(2030, 2, 28)),
        [15] = (Day(2028, 2, 29), Day(2031, 2, 28)),
        [16] = (Day(2029, 2, 28), Day(2032, 2, 29)),
        [17] = (Day(2030, 2, 28), Day(2033, 2, 28)),
    };

    public static IEnumerable<DBEngineVersion> Of(
        IReadOnlyList<PostgresVersion> installed, string region, DescribeDBEngineVersionsMessage request)
    {
        var all = installed.Where(version => Families.Majors.Contains(version.Major))
            .Where(version => Is(request.Engine, EngineNames.Postgres)
                && (string.IsNullOrEmpty(request.EngineVersion)
                    || request.EngineVersion == version.ToString()
                    || request.EngineVersion == $"{version.Major}")
                && Is(request.DBParameterGroupFamily, Families.Of(version.Major)));
        if (request.DefaultOnly == true)
        {
            // The default of a major version where one is asked for, else that of the engine.
            all = all.OrderByDescending(each => (each.Major, each.Minor)).Take(1);
        }

        return all.Select(version => Show(version, region, request.ListSupportedCharacterSets == true));
    }

    public static IEnumerable<DBMajorEngineVersion> Majors(IReadOnlyList<PostgresVersion> installed) =>
        from major in installed.Select(version => version.Major).Distinct()
        select new DBMajorEngineVersion
        {
            Engine = EngineNames.Postgres,
            MajorEngineVersion = $"{major}",
            SupportedEngineLifecycles = calendar.TryGetValue(major, out var days)
                ?
                [
                    new()
                    {
                        LifecycleSupportName = LifecycleSupportName.OpenSourceRdsStandardSupport,
                        LifecycleSupportEndDate = days.Standard,
                    },
                    new()
                    {
                        LifecycleSupportName = LifecycleSupportName.OpenSourceRdsExtendedSupport,
                        LifecycleSupportStartDate = days.Standard.AddDays(1),
                        LifecycleSupportEndDate = days.Extended,
                    },
                ]
                : [],
        };

    private static DBEngineVersion Show(PostgresVersion version, string region, bool withCharacterSets) => new()
    {
        Engine = EngineNames.Postgres,
        MajorEngineVersion = $"{version.Major}",
        EngineVersion = version.ToString(),
        DBParameterGroupFamily = Families.Of(version.Major),
        DBEngineDescription = "PostgreSQL",
        DBEngineVersionDescription = $"PostgreSQL {version}",
        DBEngineVersionArn = $"arn:aws:rds:{region}::engine-version:{EngineNames.Postgres}/{version}",
        DefaultCharacterSet = withCharacterSets ? Utf8() : null,
        SupportedCharacterSets = withCharacterSets ? [Utf8()] : null,
        ValidUpgradeTarget = [],
        ExportableLogTypes = [],
        SupportsLogExportsToCloudwatchLogs = false,
        SupportsReadReplica = true,
        SupportedEngineModes = ["provisioned"],
        SupportedFeatureNames = [],
        Status = "available",
        SupportsParallelQuery = false,
        SupportsGlobalDatabases = false,
        TagList = [],
        SupportsBabelfish = false,
        SupportsCertificateRotationWithoutRestart = true,
        SupportedCACertificateIdentifiers = [.. Certificates.Names],
        SupportsLocalWriteForwarding = false,
        SupportsIntegrations = false,
    };

    private static bool Is(string? asked, string value) =>
        string.IsNullOrEmpty(asked) || string.Equals(asked, value, StringComparison.OrdinalIgnoreCase);

    private static CharacterSet Utf8() =>
        new() { CharacterSetName = "UTF8", CharacterSetDescription = "Unicode, 8-bit" };

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
