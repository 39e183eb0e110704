using Faultline.Engines.Postgres;

namespace Faultline.Tests.Rds.Backups;

/// <summary>Backups and archives that a test writes down, for what only looks at them.</summary>
internal sealed class Shelf : IBackups
{
    private readonly SortedDictionary<string, BackupFacts> backups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ArchiveFacts> archives = new(StringComparer.Ordinal);

    public IReadOnlyList<BackupFacts> All => [.. backups.Values];

    public void Put(string backup, DateTimeOffset consistent) =>
        backups[backup] = new(backup, 15, consistent - TimeSpan.FromSeconds(1), consistent, 1, 1);

    public void PutArchive(string archive, DateTimeOffset from, DateTimeOffset until) =>
        archives[archive] = new(archive, from, until, 1);

    public BackupFacts? Find(string backup) => backups.GetValueOrDefault(backup);

    public ArchiveFacts? Archive(string archive) => archives.GetValueOrDefault(archive);

    public ValueTask<BackupFacts> Take(string backup, string server, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask<BackupFacts> Copy(string backup, IBackups from, string source, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask Delete(string backup, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask CopyArchive(string archive, IBackups from, string source, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask Trim(string archive, DateTimeOffset from, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask DeleteArchive(string archive, CancellationToken ct) => throw new NotSupportedException();
}
