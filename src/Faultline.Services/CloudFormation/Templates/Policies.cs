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

    /// <summary>
    /// What holds of a resource that says nothing: null for <c>Delete</c>. "DeletionPolicy attribute": a database
    /// instance that belongs to no cluster leaves a snapshot.
    /// </summary>
    public static string? Unasked(ResourceSource source) =>
        source.Type == "AWS::RDS::DBInstance" && source.Properties["DBClusterIdentifier"] is null ? "Snapshot" : null;

    /// <summary>A type that may support them is believed to when it is none that we know well.</summary>
    public static bool MaySnapshot(string type) =>
        withSnapshots.Contains(type) || !Provisioning.TypeFacts.Known.Contains(type);
}
