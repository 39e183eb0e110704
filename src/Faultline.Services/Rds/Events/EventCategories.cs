using Faultline.Api.Rds;

namespace Faultline.Services.Rds.Events;

/// <summary>
/// Of which categories the events of each type of source are ("Amazon RDS event categories and event messages", user
/// guide).
/// </summary>
internal static class EventCategories
{
    public const string Availability = "availability";
    public const string Backup = "backup";
    public const string ConfigurationChange = "configuration change";
    public const string Creation = "creation";
    public const string Deletion = "deletion";
    public const string Failover = "failover";
    public const string Failure = "failure";
    public const string LowStorage = "low storage";
    public const string Maintenance = "maintenance";
    public const string Notification = "notification";
    public const string ReadReplica = "read replica";
    public const string Recovery = "recovery";
    public const string Restoration = "restoration";
    public const string Security = "security";
    public const string SecurityPatching = "security patching";

    public static IReadOnlyList<EventCategoriesMap> All { get; } =
    [
        Of(
            SourceType.DbInstance,
            Availability, Backup, ConfigurationChange, Creation, Deletion, Failover, Failure, LowStorage, Maintenance,
            Notification, ReadReplica, Recovery, Restoration, Security, SecurityPatching),
        Of(SourceType.DbParameterGroup, ConfigurationChange),
        Of(SourceType.DbSecurityGroup, ConfigurationChange, Failure),
        Of(SourceType.DbSnapshot, Creation, Deletion, Notification, Restoration),
        Of(
            SourceType.DbCluster,
            ConfigurationChange, Creation, Deletion, Failover, Failure, "global failover", Maintenance, "migration",
            Notification, "serverless"),
        Of(SourceType.DbClusterSnapshot, Backup, Notification),
        Of(SourceType.CustomEngineVersion, Creation, Failure),
        Of(SourceType.DbProxy, ConfigurationChange, Creation, Deletion, Failure),
        Of(SourceType.BlueGreenDeployment, Creation, Deletion, Failure, Notification),
    ];

    /// <summary>Null for a type that there is not.</summary>
    public static List<string>? Of(string type) => All.FirstOrDefault(each => each.SourceType == type)?.EventCategories;

    private static EventCategoriesMap Of(string type, params List<string> categories) =>
        new() { SourceType = type, EventCategories = categories };
}
