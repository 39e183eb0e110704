using Faultline.Services.Logs.Events;
using Faultline.Store;

namespace Faultline.Services.Logs.Keeping;

internal sealed partial class GroupState
{
    /// <summary>
    /// Numbers are set aside so many at a time, so that none is given twice even when what had it is gone.
    /// </summary>
    private const ulong NumbersAhead = 1 << 20;

    private readonly HashSet<StreamState> changed = [];
    private readonly List<Parcel> added = [];
    private readonly List<Key> removed = [];
    private readonly List<Parcel> loaded = [];
    private ulong numbersUntil = 1;
    private bool groupDue;

    public void Flush(Batch batch)
    {
        foreach (var key in removed)
        {
            batch.Delete(key);
        }

        if (groupDue)
        {
            Entries.Write(batch.Put(new(Kinds.Group, 0)), Shown, Tags);
        }

        if (next > numbersUntil)
        {
            numbersUntil = next + NumbersAhead;
            batch.Put(new(Kinds.Numbers, 0)).Whole(1, (long)numbersUntil);
        }

        foreach (var stream in changed.OrderBy(stream => stream.Number))
        {
            Entries.Write(batch.Put(new(Kinds.Stream, stream.Number)), stream);
        }

        foreach (var parcel in added)
        {
            Entries.Write(batch.Put(new(Kinds.Parcel, parcel.First)), parcel);
        }

        MetricFilters.Flush(batch);
        SubscriptionFilters.Flush(batch);
        groupDue = false;
        removed.Clear();
        changed.Clear();
        added.Clear();
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        switch (key.Kind)
        {
            case Kinds.Group:
                (Shown, var tags) = Entries.Group(new(entry));
                (Exists, Tags) = (true, tags);
                break;
            case Kinds.Stream:
                var stream = Entries.Stream(key.Number, new(entry));
                streams.Add(stream.Name, stream);
                break;
            case Kinds.Parcel:
                loaded.Add(Entries.Parcel(key.Number, new(entry)));
                break;
            case Kinds.MetricFilter:
                MetricFilters.Load(key.Number, entry);
                break;
            case Kinds.SubscriptionFilter:
                SubscriptionFilters.Load(key.Number, entry);
                break;
            case Kinds.Numbers:
                var numbers = new EntryReader(entry);
                numbersUntil = numbers.Next(out _) ? (ulong)numbers.Whole() : 1;
                break;
            default:
                break;
        }
    }

    /// <summary>A stream may have been written down after its events: only now all are known.</summary>
    public void Loaded()
    {
        next = numbersUntil;
        var byNumber = streams.Values.ToDictionary(stream => stream.Number);
        loaded.Sort((one, other) => one.First.CompareTo(other.First));
        foreach (var parcel in loaded)
        {
            Join(byNumber[parcel.Stream], parcel);
        }

        loaded.Clear();
        loaded.TrimExcess();
    }
}
