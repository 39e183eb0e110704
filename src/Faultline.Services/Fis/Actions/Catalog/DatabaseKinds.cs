using Faultline.Services.Fis.Actions.Rds;
using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions on databases and caches.</summary>
internal static class DatabaseKinds
{
    public static IEnumerable<ActionKind> All(ActionReach reach) =>
    [
        new("aws:rds:reboot-db-instances", "Reboots database instances, by a failover where that is said.")
        {
            Parameters = [May("forceFailover", "true: the standby of a Multi-AZ instance takes over.")],
            Target = new("DBInstances", "aws:rds:db"),
            Acts = new RebootDatabases(reach),
        },
        new("aws:rds:failover-db-cluster", "Has another member of database clusters take over.")
        {
            Target = new("Clusters", "aws:rds:cluster"),
        },
        new("aws:dynamodb:global-table-pause-replication", "Pauses replication between a global table's Regions.")
        {
            Parameters = [Lasts],
            Target = new("Tables", "aws:dynamodb:global-table"),
        },
        new("aws:dsql:cluster-connection-failure", "Fails connections to Aurora DSQL clusters.")
        {
            Parameters = [Lasts, Percentage("connections")],
            Target = new("Clusters", "aws:dsql:cluster"),
        },
        new("aws:elasticache:replicationgroup-interrupt-az-power",
            "Takes the power of a replication group's nodes in a zone.")
        {
            Parameters = [Lasts],
            Target = new("ReplicationGroups", "aws:elasticache:replicationgroup"),
        },
        new("aws:memorydb:multi-region-cluster-pause-replication",
            "Pauses replication between a multi-Region cluster's Regions.")
        {
            Parameters = [Lasts],
            Target = new("MultiRegionClusters", "aws:memorydb:multi-region-cluster"),
        },
    ];
}
