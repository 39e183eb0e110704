namespace Faultline.Store;

/// <summary>How a store writes.</summary>
public sealed record StoreOptions(Durability Durability = Durability.Strict)
{
    /// <summary>The first segment; short, so that an empty region opens at once.</summary>
    public int SegmentBytesMin { get; init; } = 1 << 20;

    public int SegmentBytesMax { get; init; } = 64 << 20;

    /// <summary>A snapshot begins when so much was written since the last, and as much as that one is long.</summary>
    public long SnapshotAfterBytes { get; init; } = 64 << 20;
}
