namespace Faultline.Engines.Postgres.Clusters;

/// <summary>Where clusters write down what must outlive them: who may write, and what was done.</summary>
public interface IClusterRecords
{
    /// <summary>What was kept last; null where nothing was.</summary>
    ValueTask<byte[]?> Find(string cluster, CancellationToken ct);

    /// <summary>Returns once it is on the disk.</summary>
    ValueTask Keep(string cluster, byte[] record, CancellationToken ct);

    ValueTask Forget(string cluster, CancellationToken ct);
}
