using System.Numerics;

namespace Faultline.Store;

/// <summary>
/// Where the newest entry of each key of one partition lies, in the order in which they were put. Only recovery and
/// snapshots have one, so it is made to be filled and gone through quickly, and is small: 24 bytes an entry.
/// </summary>
internal sealed class Shelf(string name)
{
    private const int KindShift = 56;

    /// <summary>Keys that differ in these bits only have their buckets side by side: one line of the cache.</summary>
    private const int NearBits = 4;

    private readonly Pile pile = new();
    private int[] buckets = new int[1 << NearBits];
    private int live;

    // The highest key of each kind so far. Numbers mostly grow, and what is above it cannot be there already.
    private readonly ulong[] highest = new ulong[256];

    // An entry below its kind's mark was cleared. A mark instead of a search: queues are purged often and are long.
    private ulong[]? cleared;

    public string Name => name;

    public void Put(ulong key, ulong place)
    {
        ref var high = ref highest[key >> KindShift];
        if (key > high)
        {
            high = key;
        }
        else
        {
            Delete(key);
        }

        if (pile.Count == buckets.Length)
        {
            Rebuild();
        }

        Link(key, ref pile.Add(key, place));
    }

    public void Delete(ulong key)
    {
        ref var link = ref buckets[Bucket(key)];
        while (link != 0)
        {
            ref var entry = ref pile[link - 1];
            if (entry.Key == key)
            {
                link = entry.Next;
                entry.Place = 0;
                live--;
                return;
            }

            link = ref entry.Next;
        }
    }

    public void Clear(byte kind, ulong place)
    {
        cleared ??= new ulong[256];
        cleared[kind] = place;
    }

    /// <summary>The kinds of which there is something, and how much.</summary>
    public IEnumerable<(byte Kind, int Entries)> CountByKind()
    {
        var counts = new int[256];
        for (var i = 0; i < pile.Count; i++)
        {
            ref var entry = ref pile[i];
            counts[entry.Key >> KindShift] += IsLive(entry) ? 1 : 0;
        }

        return counts.Select((count, kind) => ((byte)kind, count)).Where(each => each.count > 0);
    }

    public IEnumerable<(ulong Key, ulong Place)> Live()
    {
        for (var i = 0; i < pile.Count; i++)
        {
            var entry = pile[i];
            if (IsLive(entry))
            {
                yield return (entry.Key, entry.Place);
            }
        }
    }

    private bool IsLive(in Pile.Entry entry) =>
        entry.Place != 0 && (cleared is null || entry.Place > cleared[entry.Key >> KindShift]);

    private int Bucket(ulong key)
    {
        var lines = BitOperations.Log2((uint)buckets.Length) - NearBits;
        var line = lines == 0 ? 0 : ((key >> NearBits) * 0x9E3779B97F4A7C15) >> (64 - lines);
        return (int)((line << NearBits) | (key & ((1 << NearBits) - 1)));
    }

    private void Link(ulong key, ref Pile.Entry entry)
    {
        ref var bucket = ref buckets[Bucket(key)];
        entry.Next = bucket;
        bucket = pile.Count;
        live++;
    }

    /// <summary>Makes room: by leaving out the dead where they are half, by growing otherwise.</summary>
    private void Rebuild()
    {
        if (live > buckets.Length / 2)
        {
            buckets = new int[buckets.Length * 2];
        }
        else
        {
            Array.Clear(buckets);
        }

        var count = pile.Count;
        pile.Cut(0);
        live = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = pile[i];
            if (IsLive(entry))
            {
                Link(entry.Key, ref pile.Add(entry.Key, entry.Place));
            }
        }
    }
}
