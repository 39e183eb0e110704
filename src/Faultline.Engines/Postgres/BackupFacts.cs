namespace Faultline.Engines.Postgres;

/// <summary>A backup that is whole.</summary>
/// <param name="Consistent">The first moment that it can be restored to.</param>
/// <param name="Bytes">What a server made of it takes.</param>
public sealed record BackupFacts(
    string Key, int Major, DateTimeOffset Began, DateTimeOffset Consistent, long Bytes, int Timeline);

/// <summary>What an archive has: everything that was written from a moment to another one.</summary>
public sealed record ArchiveFacts(string Name, DateTimeOffset From, DateTimeOffset Until, long Bytes);
