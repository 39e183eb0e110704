namespace Faultline.Store;

/// <summary>A file of the store is not as it was written, at a place that no crash explains.</summary>
public sealed class StoreDamaged(string file, long offset, string what)
    : Exception($"{file} is damaged at byte {offset}: {what}. Put it back from a copy, or move the state folder away.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;
}
