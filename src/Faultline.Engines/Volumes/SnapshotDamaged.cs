namespace Faultline.Engines.Volumes;

/// <summary>A file that a snapshot consists of is not as it was written, or gone. Nothing was made from it.</summary>
public sealed class SnapshotDamaged(string snapshot, string file, string what)
    : IOException(
        $"The snapshot {snapshot} is damaged: {file} {what}. Put it back from a copy, or delete the snapshot.")
{
    public string Snapshot { get; } = snapshot;

    public string File { get; } = file;
}
