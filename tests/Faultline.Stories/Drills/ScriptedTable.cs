using Faultline.Drills.Sites;
using Faultline.Simulation;

namespace Faultline.Stories.Drills;

/// <summary>A table of probes that many connections share, and what a story makes of its promises.</summary>
internal sealed class ScriptedTable(World world)
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public enum Fate
    {
        Keep,
        KeepTwice,
        Forget,
        Break,
        KeepAndBreak,
        KeepAnother,
    }

    public List<(long Key, string Value)> Rows { get; } = [];

    public Func<long, Fate> Decide { get; set; } = static _ => Fate.Keep;

    /// <summary>How far behind a read is.</summary>
    public Func<long> Behind { get; set; } = static () => 0;

    public int Connections { get; private set; }

    public int Open { get; private set; }

    public int Prepared { get; private set; }

    /// <summary>Nobody answers, until this has passed.</summary>
    public DateTimeOffset HangsUntil { get; set; }

    public async ValueTask<IDatabase> Connect(CancellationToken ct)
    {
        await Hang(ct);
        Connections++;
        Open++;
        return new Connection(this);
    }

    private async ValueTask Hang(CancellationToken ct)
    {
        await Task.Delay(world.Below(TimeSpan.FromMilliseconds(2)), world.Clock, ct);
        while (world.Now < HangsUntil)
        {
            // A delay knows whole milliseconds: what is left of one would be no wait at all, for ever.
            await Task.Delay(HangsUntil - world.Now + Millisecond, world.Clock, ct);
        }
    }

    private sealed class Connection(ScriptedTable table) : IDatabase
    {
        private bool isBroken;

        public async ValueTask Prepare(CancellationToken ct)
        {
            await Use(ct);
            table.Prepared++;
        }

        public async ValueTask Write(string probe, long key, string value, CancellationToken ct)
        {
            await Use(ct);
            var fate = table.Decide(key);
            if (fate is Fate.Keep or Fate.KeepTwice or Fate.KeepAndBreak or Fate.KeepAnother)
            {
                table.Rows.Add((key, fate == Fate.KeepAnother ? "another" : value));
            }

            if (fate == Fate.KeepTwice)
            {
                table.Rows.Add((key, value));
            }

            if (fate is Fate.Break or Fate.KeepAndBreak)
            {
                isBroken = true;
                throw new IOException("The connection is broken.");
            }
        }

        public async ValueTask<IReadOnlyList<(long Key, string Value)>> Read(string probe, CancellationToken ct)
        {
            await Use(ct);
            return [.. table.Rows];
        }

        public async ValueTask<long> Newest(string probe, CancellationToken ct)
        {
            await Use(ct);
            return Math.Max(0, table.Rows.Select(row => row.Key).DefaultIfEmpty().Max() - table.Behind());
        }

        public ValueTask DisposeAsync()
        {
            table.Open--;
            return ValueTask.CompletedTask;
        }

        private async ValueTask Use(CancellationToken ct)
        {
            ObjectDisposedException.ThrowIf(isBroken, this);
            await table.Hang(ct);
        }
    }
}
