using Faultline.Kernel.Timeline;
using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>What happened, numbered in order; the oldest goes when there are too many.</summary>
internal sealed class TimelineState(int keptMax) : IState
{
    private const byte Kind = 1;

    private readonly Queue<Happening> happenings = new();
    private readonly List<Happening> added = [];
    private readonly List<ulong> forgotten = [];
    private readonly SortedDictionary<ulong, Happening> loading = [];
    private long next = 1;

    public int Count => happenings.Count;

    public Happening Add(Happening happening)
    {
        var numbered = happening with { Number = next++ };
        happenings.Enqueue(numbered);
        added.Add(numbered);
        if (happenings.Count > keptMax)
        {
            forgotten.Add((ulong)happenings.Dequeue().Number);
        }

        return numbered;
    }

    /// <summary>Those after a number, the oldest first.</summary>
    public IReadOnlyList<Happening> After(long number, Func<Happening, bool> wanted, int most) =>
        [.. happenings.Where(each => each.Number > number && wanted(each)).Take(most)];

    public void Flush(Batch batch)
    {
        foreach (var happening in added)
        {
            HappeningEntry.Write(batch.Put(new(Kind, (ulong)happening.Number)), happening);
        }

        foreach (var number in forgotten)
        {
            batch.Delete(new(Kind, number));
        }

        added.Clear();
        forgotten.Clear();
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        if (key.Kind == Kind)
        {
            loading[key.Number] = HappeningEntry.Read(key.Number, new(entry));
        }
    }

    public void Loaded()
    {
        foreach (var happening in loading.Values)
        {
            happenings.Enqueue(happening);
            next = happening.Number + 1;
        }

        loading.Clear();
    }
}
