using System.Collections.Frozen;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>What becomes of a resource that goes ("DeletionPolicy attribute" and its like).</summary>
internal static class Policies
{
    /// <summary>"DeletionPolicy options": the types that support snapshots.</summary>
    private static readonly FrozenSet<string> withSnapshots = new[]
    {
        "AWS::DocDB::DBCluster", "AWS::EC2::Volume", "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup", "AWS::Neptune::DBCluster", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance",
        "AWS::Redshift::Cluster",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Has(string attribute, string? policy) =>
        policy is "Delete" or "Retain" or "Snapshot"
        || policy == "RetainExceptOnCreate" && attribute == "DeletionPolicy";

    /// <summary>A type that may support them is believed to when it is none that we know well.</summary>
    public static bool MaySnapshot(string type) =>
        withSnapshots.Contains(type) || !Provisioning.TypeFacts.Known.Contains(type);
}
