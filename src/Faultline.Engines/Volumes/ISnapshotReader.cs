namespace Faultline.Engines.Volumes;

/// <summary>One snapshot, open to be read: by whoever restores it, and by another region that copies it.</summary>
public interface ISnapshotReader : IDisposable
{
    /// <summary>The snapshot's id.</summary>
    string Name { get; }

    Manifest Manifest { get; }

    /// <summary>
    /// Reads a chunk that the manifest names, and says how many bytes it has. It waits for the disk; what is not as it
    /// was written is <see cref="SnapshotDamaged"/>.
    /// </summary>
    int Read(ChunkName chunk, Span<byte> into);
}
