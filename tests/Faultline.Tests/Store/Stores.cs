using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>Short forms for opening and filling stores in tests.</summary>
internal static class Stores
{
    public static readonly Node Node = new("here", TimeProvider.System, new Dice(7));

    /// <summary>Segments and snapshots so short that a test sees many of them.</summary>
    public static readonly StoreOptions Short = new()
    {
        SegmentBytesMin = 4 << 10,
        SegmentBytesMax = 16 << 10,
        SnapshotAfterBytes = 32 << 10,
    };

    public static ValueTask<RegionStore> Open(IDisk disk, StoreOptions? options = null) =>
        RegionStore.Open(Node, disk, options ?? Short);

    public static async Task Set(this Partition<Shelves> partition, ulong at, string? text)
    {
        using var held = await partition.Take(default);
        held.State.Set(at, text);
        await held.Keep();
    }

    public static async Task<string> Read(this Partition<Shelves> partition)
    {
        using var held = await partition.Take(default);
        return held.State.ToString();
    }

    /// <summary>What a new process would find.</summary>
    public static async Task<string> Found(IDisk disk, string name)
    {
        await using var store = await Open(disk);
        return await store.Open(name, new Shelves()).Read();
    }
}
