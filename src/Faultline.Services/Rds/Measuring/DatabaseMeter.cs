using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Services.Rds.Catalog;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Measuring;

/// <summary>
/// What instances did in a period ("Amazon CloudWatch metrics for Amazon RDS", user guide): of those only what can be
/// told of this machine. What the writer's processes use stands for the instance.
/// </summary>
internal sealed class DatabaseMeter
{
    private const string Namespace = "AWS/RDS";
    private const string FreeSpace = "FreeStorageSpace";

    private readonly Dictionary<string, TreeUsage> last = new(StringComparer.Ordinal);

    /// <param name="viewOf">The cluster of an instance, by its id.</param>
    /// <param name="bytesOf">What the data of a server take, by its key.</param>
    /// <param name="usageOf">What the processes of a server have used, by its key; null where nobody knows.</param>
    public List<Measurement> Look(
        RdsState state,
        Func<string, ClusterView?> viewOf,
        Func<string, long> bytesOf,
        Func<string, TreeUsage?> usageOf,
        Period period)
    {
        var all = new List<Measurement>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in state.Instances.All)
        {
            void Say(string metric, string unit, double value) => all.Add(Measurement.Of(
                row.Account,
                Namespace,
                metric,
                unit,
                period.From,
                value,
                new KeyValuePair<string, string>("DBInstanceIdentifier", row.Name)));

            if (viewOf(row.Id) is not { Phase: ClusterPhase.Available, Writer: { } writer } view)
            {
                if (row.Status == Life.StorageFull)
                {
                    Say(FreeSpace, "Bytes", 0);
                }

                continue;
            }

            seen.Add(writer);
            Database(row, view, bytesOf(writer), Say);
            if (usageOf(writer) is { } usage)
            {
                Machine(row, usage, last.TryGetValue(writer, out var before) ? before : null, period, Say);
                last[writer] = usage;
            }
        }

        foreach (var gone in last.Keys.Where(key => !seen.Contains(key)).ToList())
        {
            last.Remove(gone);
        }

        return all;
    }

    private static void Database(InstanceRow row, ClusterView view, long bytes, Action<string, string, double> say)
    {
        if (view.Sight is { Answers: true } sight)
        {
            say("DatabaseConnections", "Count", sight.Connections);
        }

        say(FreeSpace, "Bytes", Math.Max(0, ((long)(row.Shown.AllocatedStorage ?? 0) << 30) - bytes));
        if (row.Follows is not null && view.Lag is { } lag)
        {
            say("ReplicaLag", "Seconds", lag.TotalSeconds);
        }
    }

    /// <summary>What a server used before it was started again is not taken off.</summary>
    private static void Machine(
        InstanceRow row, TreeUsage usage, TreeUsage? last, Period period, Action<string, string, double> say)
    {
        var size = DbClass.Of(row.Shown.DBInstanceClass!);
        say("FreeableMemory", "Bytes", Math.Max(0, size.MemoryBytes - usage.MemoryBytes));
        if (last is not { } before || usage.Cpu < before.Cpu)
        {
            return;
        }

        var seconds = period.Length.TotalSeconds;
        var busy = (usage.Cpu - before.Cpu).TotalSeconds;
        say("CPUUtilization", "Percent", Math.Min(100, 100 * busy / (seconds * size.Vcpus)));
        say("ReadThroughput", "Bytes/Second", Math.Max(0, usage.ReadBytes - before.ReadBytes) / seconds);
        say("WriteThroughput", "Bytes/Second", Math.Max(0, usage.WrittenBytes - before.WrittenBytes) / seconds);
    }
}
