using System.Net;
using Faultline.Simulation;

namespace Faultline.Stories.Rds.Backups;

/// <summary>Writes values to a database, and remembers of each when it was begun and acknowledged.</summary>
internal sealed class Clerk(BackupCloud cloud, string region, string name)
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(1);

    private readonly List<Entry> entries = [];
    private bool isDone;

    /// <summary>How many were acknowledged.</summary>
    public int Count => entries.Count(entry => entry.Acknowledged is not null);

    public async Task Work()
    {
        var endpoint = (await cloud.Instance(region, name))!.Endpoint!;
        var at = new IPEndPoint(IPAddress.Parse(endpoint.Address!), endpoint.Port!.Value);
        for (long value = 0; !isDone; value++)
        {
            var entry = new Entry(value, cloud.World.Now);
            entries.Add(entry);
            if (await cloud.Postgres(region).Write(at, value, limit) == ScriptedWrite.Acknowledged)
            {
                entry.Acknowledged = cloud.World.Now;
            }

            await cloud.World.Delay(TimeSpan.FromMilliseconds(50) + cloud.World.Below(TimeSpan.FromMilliseconds(100)));
        }
    }

    public async Task Stop(Task work)
    {
        isDone = true;
        await work;
    }

    /// <summary>
    /// Fails where something is missing that was acknowledged by the first moment, or there that was begun after the
    /// second, or twice.
    /// </summary>
    public void Check(IReadOnlyList<long> values, DateTimeOffset all, DateTimeOffset none)
    {
        Assert.Equal(values.Distinct(), values);
        var found = values.ToHashSet();
        var missing = entries.Where(entry => entry.Acknowledged <= all && !found.Contains(entry.Value));
        Assert.True(!missing.Any(), $"Missing: {string.Join(' ', missing.Select(entry => entry.Value))}.");
        var late = entries.Where(entry => entry.Begun > none && found.Contains(entry.Value));
        Assert.True(!late.Any(), $"Too late to be there: {string.Join(' ', late.Select(entry => entry.Value))}.");
    }

    private sealed class Entry(long value, DateTimeOffset begun)
    {
        public long Value => value;

        public DateTimeOffset Begun => begun;

        public DateTimeOffset? Acknowledged { get; set; }
    }
}
