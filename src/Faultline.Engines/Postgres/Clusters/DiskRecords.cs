using System.Text;
using Faultline.Store;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>
/// Records as files of a disk, one for each cluster. A new one is written beside the old one and takes its place at
/// once, so a crash leaves one of the two. They lie in the root of the disk, the one folder that is always there.
/// </summary>
public sealed class DiskRecords(IDisk disk, string prefix = "cluster-") : IClusterRecords
{
    private const string Unfinished = ".new";

    public ValueTask<byte[]?> Find(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!disk.Exists(PathOf(cluster)))
        {
            return new((byte[]?)null);
        }

        using var file = disk.Open(PathOf(cluster));
        var bytes = new byte[file.Length];
        return new(bytes[..file.Read(0, bytes)]);
    }

    public async ValueTask Keep(string cluster, byte[] record, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var path = PathOf(cluster);
        disk.Delete(path + Unfinished);
        using (var file = disk.Open(path + Unfinished))
        {
            await file.Write(0, record, sync: true);
        }

        disk.Move(path + Unfinished, path);
        disk.SyncFolder("");
    }

    public ValueTask Forget(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        disk.Delete(PathOf(cluster));
        disk.SyncFolder("");
        return default;
    }

    /// <summary>Names are hexadecimal, so that none of them is a path.</summary>
    private string PathOf(string cluster) => $"{prefix}{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(cluster))}";
}
