namespace Faultline.Engines.Postgres;

/// <summary>
/// The backups and archives of a region, which outlive the servers that they are of, and the zones those stood in.
/// </summary>
public interface IBackups
{
    /// <summary>Every backup that is whole, in the order of their keys.</summary>
    IReadOnlyList<BackupFacts> All { get; }

    BackupFacts? Find(string backup);

    /// <summary>
    /// Backs up a server that runs, writer or standby, while it works. Taking one that is there does nothing.
    /// </summary>
    ValueTask<BackupFacts> Take(string backup, string server, CancellationToken ct);

    /// <summary>Copies a backup from another region's. Copying one that is there does nothing.</summary>
    ValueTask<BackupFacts> Copy(string backup, IBackups from, string source, CancellationToken ct);

    ValueTask Delete(string backup, CancellationToken ct);

    /// <summary>What an archive has; null where there is none of that name.</summary>
    ArchiveFacts? Archive(string archive);

    /// <summary>
    /// Copies what an archive of another region has and this one's lacks, so that it can restore to the same moments.
    /// </summary>
    ValueTask CopyArchive(string archive, IBackups from, string source, CancellationToken ct);

    /// <summary>Lets go of what no restore from this hour on needs.</summary>
    ValueTask Trim(string archive, DateTimeOffset from, CancellationToken ct);

    ValueTask DeleteArchive(string archive, CancellationToken ct);
}
