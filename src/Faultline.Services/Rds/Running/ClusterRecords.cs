using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// What the engine writes down of its clusters, in the state beside their instances. It takes the turn: nobody who has
/// it may wait for the engine.
/// </summary>
internal sealed class ClusterRecords(RdsBook book) : IClusterRecords
{
    public async ValueTask<byte[]?> Find(string cluster, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        return held.State.ClusterRecords.Find(cluster)?.Record;
    }

    public async ValueTask Keep(string cluster, byte[] record, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        held.State.ClusterRecords.Put(new(cluster, record));
        await held.Keep();
    }

    public async ValueTask Forget(string cluster, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        held.State.ClusterRecords.Remove(cluster);
        await held.Keep();
    }
}
