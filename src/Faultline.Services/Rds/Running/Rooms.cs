using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// What the data of instances take, as of the last look, and how that has grown. Whoever writes is measured. Only a
/// loop that looks touches it, and nothing of it outlives us.
/// </summary>
internal sealed class Rooms(IPostgres postgres, Surroundings around)
{
    /// <summary>A folder is counted file by file.</summary>
    private static readonly TimeSpan every = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan apart = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Readings> all = new(StringComparer.Ordinal);
    private DateTimeOffset lookAt = DateTimeOffset.MinValue;

    /// <summary>Measures those whose turn it is; gives when it is to look again.</summary>
    public DateTimeOffset? Look(IReadOnlyList<ClusterView> clusters, DateTimeOffset now)
    {
        if (clusters.Count == 0)
        {
            all.Clear();
            return null;
        }

        if (lookAt <= now)
        {
            lookAt = now + every;
            foreach (var gone in all.Keys.Except(clusters.Select(each => each.Name)).ToList())
            {
                all.Remove(gone);
            }

            foreach (var cluster in clusters.Where(each => each.Writer is not null))
            {
                Take(cluster.Name, postgres.BytesOf(cluster.Writer!), now);
            }
        }

        return lookAt;
    }

    public Room Of(InstanceRow row)
    {
        var seen = all.GetValueOrDefault(row.Id);
        return new(seen?.Last ?? 0, seen is null ? 0 : seen.Last - seen.Past.Peek().Bytes, IsFilled(row));
    }

    private void Take(string id, long bytes, DateTimeOffset now)
    {
        if (!all.TryGetValue(id, out var seen))
        {
            all[id] = seen = new();
        }

        seen.Last = bytes;
        while (seen.Past.TryPeek(out var oldest) && oldest.At < now - kept)
        {
            seen.Past.Dequeue();
        }

        if (seen.Past.Count == 0 || seen.Newest + apart <= now)
        {
            seen.Past.Enqueue((now, bytes));
            seen.Newest = now;
        }
    }

    /// <summary>A fault fills the disks of the host of whoever writes, or that of the instance.</summary>
    private bool IsFilled(InstanceRow row) =>
        Standing.Writer(row) is { } writer
        && around.Atlas.TryFind(writer.Host, out var host)
        && around.Board.View.Disk(host, row.Name).Full;

    private sealed class Readings
    {
        public Queue<(DateTimeOffset At, long Bytes)> Past { get; } = new();

        public DateTimeOffset Newest { get; set; }

        public long Last { get; set; }
    }
}
