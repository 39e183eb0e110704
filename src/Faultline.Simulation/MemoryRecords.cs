using Faultline.Engines.Postgres.Clusters;

namespace Faultline.Simulation;

/// <summary>Records of clusters that are kept at once, and outlive whoever keeps them.</summary>
public sealed class MemoryRecords : IClusterRecords
{
    private readonly Dictionary<string, byte[]> kept = new(StringComparer.Ordinal);

    public ValueTask<byte[]?> Find(string cluster, CancellationToken ct) => new(kept.GetValueOrDefault(cluster));

    public ValueTask Keep(string cluster, byte[] record, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        kept[cluster] = record;
        return default;
    }

    public ValueTask Forget(string cluster, CancellationToken ct)
    {
        kept.Remove(cluster);
        return default;
    }
}
