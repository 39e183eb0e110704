using System.Collections.Immutable;
using System.Text.Json;
using Faultline.Engines.Postgres.Archives;
using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Postgres.Servers;
using Faultline.Engines.Volumes;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres;

/// <summary>
/// Backups and archives in folders of a region. A backup is a snapshot of a data folder, so it shares its chunks with
/// those before it, and each is checked when it is read.
/// </summary>
public sealed class FolderBackups : IBackups, IAsyncDisposable
{
    private readonly InstalledPostgres postgres;
    private readonly FolderVolumes volumes;
    private ImmutableSortedDictionary<string, BackupNote> notes =
        ImmutableSortedDictionary.Create<string, BackupNote>(StringComparer.Ordinal);

    private FolderBackups(InstalledPostgres postgres, FolderVolumes volumes) =>
        (this.postgres, this.volumes) = (postgres, volumes);

    public IReadOnlyList<BackupFacts> All =>
        [.. Volatile.Read(ref notes).Keys.Select(Find).OfType<BackupFacts>()];

    /// <summary>Finds the backups of before. The servers restore from here from now on.</summary>
    public static async ValueTask<FolderBackups> Open(Node node, InstalledPostgres postgres)
    {
        var backups = new FolderBackups(
            postgres, FolderVolumes.Open(node, postgres.Ground.Make("backups")));
        foreach (var left in backups.volumes.Volumes)
        {
            await backups.volumes.Delete(left);
        }

        foreach (var snapshot in backups.volumes.Snapshots)
        {
            if (await backups.NoteIn(snapshot, node.Report) is { } note)
            {
                backups.notes = backups.notes.Add(FileName.Back(snapshot), note);
            }
        }

        postgres.Backups = backups;
        return backups;
    }

    public BackupFacts? Find(string backup) =>
        NoteOf(backup) is { } note && volumes.Find(FileName.Of(backup)) is { } facts
            ? new(backup, note.Major, note.Began, note.Consistent, facts.Bytes, note.Timeline)
            : null;

    public async ValueTask<BackupFacts> Take(string backup, string server, CancellationToken ct)
    {
        if (Find(backup) is { } already)
        {
            return already;
        }

        var name = FileName.Of(backup);
        try
        {
            await volumes.Make(name, null, ct);
            var note = await Copy(server, volumes.FolderOf(name), ct);
            await volumes.Snapshot(name, name, ct);
            ImmutableInterlocked.Update(ref notes, (all, made) => all.SetItem(backup, made), note);
        }
        finally
        {
            await volumes.Delete(name);
        }

        return Find(backup)!;
    }

    public async ValueTask<BackupFacts> Copy(string backup, IBackups from, string source, CancellationToken ct)
    {
        if (Find(backup) is { } already)
        {
            return already;
        }

        var other = Like(from);
        var note = other.NoteOf(source) ?? throw new PostgresFailed($"There is no backup {source}.");
        await volumes.Copy(other.volumes, FileName.Of(source), FileName.Of(backup), ct);
        ImmutableInterlocked.Update(ref notes, (all, made) => all.SetItem(backup, made), note);
        return Find(backup)!;
    }

    public async ValueTask Delete(string backup, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await volumes.DeleteSnapshot(FileName.Of(backup));
        ImmutableInterlocked.Update(ref notes, (all, gone) => all.Remove(gone), backup);
    }

    public ArchiveFacts? Archive(string archive) => postgres.Archives.FactsOf(archive);

    public async ValueTask CopyArchive(string archive, IBackups from, string source, CancellationToken ct)
    {
        var other = Like(from);
        await postgres.Disk(() => postgres.Archives.Copy(archive, other.postgres.Archives, source, ct));
    }

    public async ValueTask Trim(string archive, DateTimeOffset from, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (postgres.Archives.Find(archive) is not { SegmentBytes: > 0 } state)
        {
            return;
        }

        // A restore begins at the latest backup before its moment, or else at the first there is.
        var own = notes.Values.Where(note => note.Archive == archive).OrderBy(note => note.Consistent).ToList();
        var first = own.LastOrDefault(note => note.Consistent <= from) ?? own.FirstOrDefault();
        var kept = own.SkipWhile(note => note != first).ToList();

        // One that took long may have begun before one that was whole sooner.
        var needed = kept.Select(note => (long?)(note.BeginsAt / state.SegmentBytes)).Min();
        var latest = first?.Consistent ?? DateTimeOffset.MaxValue;
        await postgres.Disk(() => postgres.Archives.Trim(archive, latest, (name, file) => needed is null
            ? file.LastWriteTimeUtc >= from.UtcDateTime
            : Segment.Parse(name, state.SegmentBytes)?.Number >= needed));
    }

    public async ValueTask DeleteArchive(string archive, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await postgres.Disk(() => postgres.Archives.Delete(archive));
    }

    /// <summary>Deletes every archive.</summary>
    public async ValueTask DeleteArchives(CancellationToken ct)
    {
        foreach (var archive in postgres.Archives.All)
        {
            await DeleteArchive(archive, ct);
        }
    }

    public ValueTask DisposeAsync() => volumes.DisposeAsync();

    internal BackupNote? NoteOf(string backup) => Volatile.Read(ref notes).GetValueOrDefault(backup);

    /// <summary>Puts the data of a backup into a server's folder.</summary>
    internal async ValueTask Fill(string backup, ServerFolder folder, ServerUser? user, CancellationToken ct)
    {
        var volume = $"{FileName.Of(Path.GetFileName(folder.Path))}.restored";
        try
        {
            await volumes.Make(volume, FileName.Of(backup), ct);
            await postgres.Disk(() =>
            {
                Directory.Delete(folder.Data);
                Written.Move(Path.Combine(volumes.FolderOf(volume), BackupNote.DataName), folder.Data);
                if (user is not null)
                {
                    Unix.OwnAll(folder.Data, user);
                }
            });
        }
        finally
        {
            await volumes.Delete(volume);
        }
    }

    private static FolderBackups Like(IBackups backups) => backups as FolderBackups
        ?? throw new InvariantBroken("Backups in folders are copied from folders.");

    /// <summary>Copies a server's data while it works, and says in a note what they are.</summary>
    private async ValueTask<BackupNote> Copy(string key, string to, CancellationToken ct)
    {
        var server = postgres.Of(key);
        var data = Path.Combine(to, BackupNote.DataName);
        try
        {
            await using var connection = await server.Connect(ct);
            var began = await Now(connection, ct);
            var upstream = new Upstream(server.Record.At!, server.Record.Admin, server.Record.Password, "");
            await postgres.Tools.Run(
                InstalledPostgres.TreeOf(key, "backup"),
                new(postgres.Program(server.Record.Major, "pg_basebackup"), "-D", data, "-F", "plain",
                    "-X", "stream", "--checkpoint=fast", "--no-sync", "--no-manifest", "-w",
                    "-d", InstalledPostgres.ConnectionTo(upstream))
                {
                    AsOurselves = true,
                    Environment = new Dictionary<string, string> { ["PGPASSWORD"] = server.Record.Password },
                },
                ct);

            // Asked after its end, so not before the moment from which on the data are of one piece.
            var consistent = await Now(connection, ct);
            var (timeline, begins) = BackupNote.ReadLabel(File.ReadLines(Path.Combine(data, "backup_label")));
            var note = new BackupNote(server.Record.Major, server.Record.Admin, began, consistent, timeline, begins)
            {
                Archive = server.Record.Archive,
            };
            await postgres.Disk(() => Written.Whole(
                Path.Combine(to, BackupNote.FileName),
                JsonSerializer.SerializeToUtf8Bytes(note, BackupNoteJson.Default.BackupNote),
                user: null));
            return note;
        }
        catch (SessionFailed why)
        {
            throw new PostgresFailed($"{key} cannot be backed up: {why.Message}", why);
        }
    }

    private static async ValueTask<DateTimeOffset> Now(Session connection, CancellationToken ct)
    {
        const string query = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text";
        var text = await connection.Ask(query, ct);
        return DateTimeOffset.UnixEpoch.AddMicroseconds(
            long.Parse(text!, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>What is written in a backup; null where that cannot be read.</summary>
    private async ValueTask<BackupNote?> NoteIn(string snapshot, Action<Exception> report)
    {
        try
        {
            using var reader = await volumes.Open(snapshot, CancellationToken.None);
            var entry = reader.Manifest.Entries.First(entry => entry.Path == BackupNote.FileName);
            var bytes = new byte[Manifest.ChunkBytes];
            var length = reader.Read(entry.Chunks[0], bytes);
            return JsonSerializer.Deserialize(bytes.AsSpan(0, length), BackupNoteJson.Default.BackupNote);
        }
        catch (Exception damaged) when (damaged is SnapshotDamaged or JsonException or InvalidOperationException)
        {
            report(damaged);
            return null;
        }
    }
}
