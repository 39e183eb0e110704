namespace Faultline.Engines.Volumes;

/// <summary>
/// Volumes and their snapshots in one region: folders of this machine, or a simulation's. What a call acknowledged is
/// durable. Ids are the caller's; making what is there already, and deleting what is not, does nothing.
/// </summary>
public interface IVolumes
{
    /// <summary>The ids of the volumes that are there, in order.</summary>
    IReadOnlyList<string> Volumes { get; }

    /// <summary>The ids of the snapshots that are there, in order; damaged ones too.</summary>
    IReadOnlyList<string> Snapshots { get; }

    /// <summary>The folder that a volume's content lies in, whether it is there or not.</summary>
    string FolderOf(string volume);

    /// <summary>Makes a volume: empty, or with what a snapshot holds. It is there whole or not at all.</summary>
    ValueTask Make(string volume, string? snapshot, CancellationToken ct);

    ValueTask Delete(string volume);

    /// <summary>Loses everything that is on a volume, as a broken disk does; the volume itself stays.</summary>
    ValueTask Lose(string volume);

    /// <summary>How long all files of a volume are together; null where nobody can say, or only at length.</summary>
    ValueTask<long?> Length(string volume, CancellationToken ct) => new((long?)null);

    /// <summary>Keeps what is on a volume now. Chunks that an earlier snapshot holds already cost nothing.</summary>
    ValueTask<SnapshotFacts> Snapshot(string volume, string snapshot, CancellationToken ct);

    /// <summary>What a snapshot holds; null if it is not there, or was found damaged at start.</summary>
    SnapshotFacts? Find(string snapshot);

    /// <summary>
    /// Opens a snapshot to be read. What it holds stays until the reader is disposed, even if it is deleted meanwhile.
    /// </summary>
    ValueTask<ISnapshotReader> Open(string snapshot, CancellationToken ct);

    /// <summary>Takes a snapshot over from another region. Only the chunks that are not here travel.</summary>
    ValueTask<SnapshotFacts> Copy(IVolumes from, string snapshot, string copy, CancellationToken ct);

    /// <summary>Deletes a snapshot, and the chunks that no other one needs.</summary>
    ValueTask DeleteSnapshot(string snapshot);
}

/// <summary>
/// What a snapshot holds: bytes as its files count them, files, different chunks. Of the chunks it wrote those that
/// were not there yet; the rest it shares with others. Zeros are no chunks.
/// </summary>
public sealed record SnapshotFacts(long Bytes, int Files, int Chunks, int ChunksWritten);
