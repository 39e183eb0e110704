namespace Faultline.Services.Rds.Backups;

/// <summary>Something to be done to backups and archives themselves, so that they are as the state says.</summary>
/// <param name="Lane">No two in the same are done at once.</param>
internal abstract record BackupJob(string Lane)
{
    /// <summary>What it is called: the same at every look.</summary>
    public string Key => $"{GetType().Name} {Lane}";

    public sealed record Take(string Snapshot, string Backup, string Cluster) : BackupJob(Snapshot);

    public sealed record Copy(string Snapshot, string Backup, string Region, string Source) : BackupJob(Snapshot);

    public sealed record Delete(string Backup) : BackupJob(Backup);

    /// <summary>Brings what another region has of an automated backup here.</summary>
    public sealed record Replicate(string Archive, string Region) : BackupJob(Archive);

    public sealed record Trim(string Archive, DateTimeOffset From) : BackupJob(Archive);

    public sealed record DeleteArchive(string Archive) : BackupJob(Archive);
}
