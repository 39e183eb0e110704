namespace Faultline.Engines.Volumes;

/// <summary>
/// What was on a volume: the volume's own folder first, each folder before what lies in it. It remembers how many
/// chunks had to be written when the snapshot was made.
/// </summary>
public sealed class Manifest(IReadOnlyList<ManifestEntry> entries, int chunksWritten)
{
    /// <summary>Files are cut into pieces of this length; the last may be shorter. Persisted.</summary>
    public const int ChunkBytes = 512 << 10;

    public IReadOnlyList<ManifestEntry> Entries { get; } = entries;

    /// <summary>The chunks that it needs, each once.</summary>
    public IReadOnlySet<ChunkName> Chunks { get; } =
        entries.SelectMany(entry => entry.Chunks).Where(chunk => !chunk.IsZeros).ToHashSet();

    public SnapshotFacts Facts => new(
        Entries.Sum(entry => entry.Length),
        Entries.Count(entry => entry.Kind == EntryKind.File),
        Chunks.Count,
        chunksWritten);

    /// <summary>How many chunks so many bytes are.</summary>
    public static long ChunksIn(long bytes) => (bytes + ChunkBytes - 1) / ChunkBytes;
}

/// <summary>
/// One thing on a volume. Its path has slashes and begins in the volume's own folder, whose path is empty; its time of
/// change counts nanoseconds since 1970.
/// </summary>
public sealed record ManifestEntry(string Path, EntryKind Kind)
{
    public int Mode { get; init; }

    public long Changed { get; init; }

    public long Length { get; init; }

    /// <summary>What a file consists of, in order.</summary>
    public IReadOnlyList<ChunkName> Chunks { get; init; } = [];

    /// <summary>Where a symlink points to.</summary>
    public string Target { get; init; } = "";
}

/// <summary>What can be on a volume. The numbers are persisted.</summary>
public enum EntryKind
{
    Folder = 1,
    File = 2,
    Symlink = 3,
}
