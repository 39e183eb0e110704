using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Services.Rds.Instances;

namespace Faultline.Services.Rds.Catalog;

/// <summary>What can be ordered: each class with each type of storage, in each installed version.</summary>
internal static class Orderable
{
    private const string License = "postgresql-license";

    /// <param name="zones">The zones of the region, by the names that the caller has for them.</param>
    public static IEnumerable<OrderableDBInstanceOption> Of(
        IReadOnlyList<PostgresVersion> installed,
        IReadOnlyList<string> zones,
        DescribeOrderableDBInstanceOptionsMessage request) =>
        from version in installed
        where request.Engine.Equals(EngineNames.Postgres, StringComparison.OrdinalIgnoreCase)
            && (string.IsNullOrEmpty(request.EngineVersion) || request.EngineVersion == version.ToString())
            && (string.IsNullOrEmpty(request.LicenseModel) || request.LicenseModel == License)
            && request.Vpc != false
        from size in DbClass.All
        where string.IsNullOrEmpty(request.DBInstanceClass) || request.DBInstanceClass == size.Name
        from storage in StorageRules.All
        select Show(version, size, storage, zones);

    /// <summary>Under which an option is sorted.</summary>
    public static string Key(OrderableDBInstanceOption option) =>
        $"{option.EngineVersion} {option.DBInstanceClass} {option.StorageType}";

    private static OrderableDBInstanceOption Show(
        PostgresVersion version, DbClass size, StorageKind storage, IReadOnlyList<string> zones) => new()
        {
            Engine = EngineNames.Postgres,
            EngineVersion = version.ToString(),
            DBInstanceClass = size.Name,
            LicenseModel = License,
            AvailabilityZones = [.. zones.Select(zone => new AvailabilityZone { Name = zone })],
            MultiAZCapable = zones.Count > 1,
            ReadReplicaCapable = true,
            Vpc = true,
            SupportsStorageEncryption = true,
            StorageType = storage.Type,
            SupportsIops = storage.Iops is not null,
            SupportsStorageThroughput = storage.Throughput is not null,
            SupportsEnhancedMonitoring = false,
            SupportsIAMDatabaseAuthentication = false,
            SupportsPerformanceInsights = false,
            MinStorageSize = storage.Min,
            MaxStorageSize = storage.Max,
            MinIopsPerDbInstance = storage.Iops?.From,
            MaxIopsPerDbInstance = storage.Iops?.To,
            MinIopsPerGib = storage.RatioMax is null ? null : 0.5,
            MaxIopsPerGib = storage.RatioMax,
            MinStorageThroughputPerDbInstance = storage.Throughput?.From,
            MaxStorageThroughputPerDbInstance = storage.Throughput?.To,
            AvailableProcessorFeatures = [],
            SupportedEngineModes = ["provisioned"],
            SupportsStorageAutoscaling = true,
            SupportsKerberosAuthentication = false,
            OutpostCapable = false,
            SupportedActivityStreamModes = [],
            SupportsGlobalDatabases = false,
            SupportedNetworkTypes = ["IPV4"],
            SupportsClusters = false,
            SupportsDedicatedLogVolume = false,
        };
}
