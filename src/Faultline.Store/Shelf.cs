namespace Faultline.Store;

/// <summary>
/// Where the newest entry of each key of one partition lies, in the order in which they were put. Only recovery and
/// snapshots have one, so it is made to be filled and gone through quickly, and is small: 24 bytes an entry.
/// </summary>
internal sealed class Shelf(string name)
{
    private int[] buckets = new int[8];
    private Entry[] entries = new Entry[8];
    private int count;
    private int live;

    // An entry below its kind's mark was cleared. A mark instead of a search: queues are purged often and are long.
    private ulong[]? cleared;

    public string Name => name;

    public void Put(ulong key, ulong place)
    {
        Delete(key);
        if (count == entries.Length)
        {
            Rebuild();
        }

        ref var bucket = ref buckets[Bucket(key)];
        entries[count] = new() { Key = key, Place = place, Next = bucket };
        bucket = ++count;
        live++;
    }

    public void Delete(ulong key)
    {
        ref var link = ref buckets[Bucket(key)];
        while (link != 0)
        {
            ref var entry = ref entries[link - 1];
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

    public IEnumerable<(ulong Key, ulong Place)> Live()
    {
        for (var i = 0; i < count; i++)
        {
            if (IsLive(entries[i]))
            {
                yield return (entries[i].Key, entries[i].Place);
            }
        }
    }

    private bool IsLive(in Entry entry) =>
        entry.Place != 0 && (cleared is null || entry.Place > cleared[entry.Key >> 56]);

    private int Bucket(ulong key) =>
        (int)((key * 0x9E3779B97F4A7C15) >> (64 - System.Numerics.BitOperations.Log2((uint)buckets.Length)));

    /// <summary>Makes room: by leaving out the dead where they are half, by growing otherwise.</summary>
    private void Rebuild()
    {
        var old = entries;
        var oldCount = count;
        if (live > entries.Length / 2)
        {
            entries = new Entry[entries.Length * 2];
            buckets = new int[buckets.Length * 2];
        }
        else
        {
            Array.Clear(buckets);
        }

        count = live = 0;
        for (var i = 0; i < oldCount; i++)
        {
            var entry = old[i];
            if (IsLive(entry))
            {
                ref var bucket = ref buckets[Bucket(entry.Key)];
                entries[count] = new() { Key = entry.Key, Place = entry.Place, Next = bucket };
                bucket = ++count;
                live++;
            }
        }
    }

    private struct Entry
    {
        public ulong Key;
        public ulong Place;
        public int Next;
    }
}
