using Faultline.Engines.Postgres;
using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// Backups and archives of scripted servers. An archive has what its writer has flushed, up to the last whole interval
/// of its settings.
/// </summary>
public sealed class ScriptedBackups : IBackups
{
    private readonly ScriptedPostgres postgres;
    private readonly SortedDictionary<string, Kept> backups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Archived> archives = new(StringComparer.Ordinal);

    public ScriptedBackups(ScriptedPostgres postgres)
    {
        this.postgres = postgres;
        postgres.Backups = this;
    }

    public IReadOnlyList<BackupFacts> All => [.. backups.Values.Select(kept => kept.Facts)];

    /// <summary>How long taking or copying takes.</summary>
    public TimeSpan Takes { get; set; } = TimeSpan.FromMilliseconds(20);

    private World World => postgres.World;

    public BackupFacts? Find(string backup) => backups.GetValueOrDefault(backup)?.Facts;

    public async ValueTask<BackupFacts> Take(string backup, string server, CancellationToken ct)
    {
        if (Find(backup) is { } already)
        {
            return already;
        }

        var began = World.Now;
        await Task.Delay(Takes, World.Clock, ct);
        var from = postgres.Server(server);
        if (from.Process != ServerProcess.Running)
        {
            throw new PostgresFailed($"{server} does not run.");
        }

        return Keep(backup, from.Major, [.. from.Log.Take(from.Flushed)], began, World.Now, from.Timeline);
    }

    public async ValueTask<BackupFacts> Copy(string backup, IBackups from, string source, CancellationToken ct)
    {
        if (Find(backup) is { } already)
        {
            return already;
        }

        await Task.Delay(Takes, World.Clock, ct);
        var kept = ((ScriptedBackups)from).backups.GetValueOrDefault(source)
            ?? throw new InvariantBroken($"There is no backup {source}.");
        var facts = kept.Facts;
        return Keep(backup, facts.Major, kept.Log, facts.Began, facts.Consistent, facts.Timeline);
    }

    public async ValueTask Delete(string backup, CancellationToken ct)
    {
        await Task.Delay(Takes, World.Clock, ct);
        backups.Remove(backup);
    }

    public ArchiveFacts? Archive(string archive)
    {
        Collect(archive);
        return archives.GetValueOrDefault(archive) is { Until: { } until } found
            ? new(archive, found.From, until, found.Log.Count)
            : null;
    }

    public async ValueTask CopyArchive(string archive, IBackups from, string source, CancellationToken ct)
    {
        await Task.Delay(Takes, World.Clock, ct);
        var other = (ScriptedBackups)from;
        other.Collect(source);
        if (other.archives.TryGetValue(source, out var found))
        {
            archives[archive] = new(found.From) { Log = found.Log, Until = found.Until };
        }
    }

    public ValueTask Trim(string archive, DateTimeOffset from, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (archives.TryGetValue(archive, out var found) && from > found.From)
        {
            archives[archive] = new(from) { Log = found.Log, Until = found.Until };
        }

        return default;
    }

    public ValueTask DeleteArchive(string archive, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        archives.Remove(archive);
        return default;
    }

    internal (int Major, List<ScriptedEntry> Log)? Restored(RestoreOrder order)
    {
        if (backups.GetValueOrDefault(order.Backup) is not { } kept)
        {
            return null;
        }

        if (order.Archive is not { } archive)
        {
            return (kept.Facts.Major, kept.Log);
        }

        Collect(archive);
        var found = archives.GetValueOrDefault(archive)
            ?? throw new PostgresFailed($"There is no archive {archive}.");
        if (order.Until is { } until && (until > found.Until || until < kept.Facts.Consistent))
        {
            throw new PostgresFailed($"{archive} cannot be restored to {until:O}.");
        }

        return (kept.Facts.Major, [.. found.Log.TakeWhile(entry => order.Until is null || entry.At <= order.Until)]);
    }

    /// <summary>Takes in what the writers of an archive have flushed by now.</summary>
    private void Collect(string archive)
    {
        foreach (var view in postgres.All)
        {
            var server = postgres.Server(view.Key);
            if (server.IsWriting && server.Settings is { } settings && settings.Archive == archive)
            {
                var found = archives.TryGetValue(archive, out var known) ? known : archives[archive] = new(World.Now);
                var until = new DateTimeOffset(
                    World.Now.UtcTicks / settings.ArchiveEvery.Ticks * settings.ArchiveEvery.Ticks, TimeSpan.Zero);
                if (until >= found.From)
                {
                    found.Until = until;
                    found.Log = [.. server.Log.Take(server.Flushed).TakeWhile(entry => entry.At <= until)];
                }
            }
        }
    }

    private BackupFacts Keep(
        string backup,
        int major,
        List<ScriptedEntry> log,
        DateTimeOffset began,
        DateTimeOffset consistent,
        int timeline)
    {
        var facts = new BackupFacts(backup, major, began, consistent, log.Count, timeline);
        backups[backup] = new(facts, log);
        return facts;
    }

    private sealed record Kept(BackupFacts Facts, List<ScriptedEntry> Log);

    private sealed class Archived(DateTimeOffset from)
    {
        public DateTimeOffset From => from;

        public DateTimeOffset? Until { get; set; }

        public List<ScriptedEntry> Log { get; set; } = [];
    }
}
