using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

internal sealed partial class MetricState
{
    /// <summary>So much is put before hours are written.</summary>
    private const int FoldAfter = 256 * 1024;

    /// <summary>An hour is not written for fewer data than these.</summary>
    private const int FoldAfterForEach = 16;

    private readonly List<Series> fresh = [];
    private readonly List<Datum> pending = [];
    private readonly List<Key> gone = [];
    private readonly List<Action<Batch>> wider = [];
    private readonly HashSet<Key> dirty = [];
    private readonly Packed packed = new();
    private int next = 1;
    private ulong nextPut = 1;
    private int unfolded;
    private bool isFoldDue;

    public void Flush(Batch batch)
    {
        foreach (var made in fresh)
        {
            SeriesEntry.Write(batch.Put(new(Kinds.Series, (ulong)made.Number)), made);
        }

        if (isFoldDue || unfolded >= Math.Max(FoldAfter, FoldAfterForEach * dirty.Count))
        {
            Fold(batch);
        }
        else if (pending.Count > 0)
        {
            PutEntry.Write(batch.Put(new(Kinds.Put, nextPut++)), pending, packed);
        }

        fresh.Clear();
        pending.Clear();
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        switch (key.Kind)
        {
            case Kinds.Series:
                LoadSeries((int)key.Number, new(entry));
                break;
            case Kinds.Put:
                foreach (var datum in PutEntry.Read(new(entry), series))
                {
                    Apply(datum);
                }

                nextPut = Math.Max(nextPut, key.Number + 1);
                break;
            case Kinds.Minutes or Kinds.Fives or Kinds.Hours:
                ChunkEntry.Read(new(entry), key.Kind, Loaded(Chunk.SeriesOf(key)));
                break;
            default:
                break;
        }
    }

    public void Loaded()
    {
    }

    /// <summary>With the next flush, hours are written.</summary>
    public void Fold() => isFoldDue = true;

    /// <summary>Writes every hour that something was put to, and lets what was written as it came go.</summary>
    private void Fold(Batch batch)
    {
        foreach (var key in dirty.OrderBy(key => key.Number))
        {
            if (series.TryGetValue(Chunk.SeriesOf(key), out var whose))
            {
                ChunkEntry.WriteHour(batch.Put(key), whose, Chunk.SecondOf(key, Retention.Hour), packed);
            }
        }

        foreach (var write in wider)
        {
            write(batch);
        }

        foreach (var key in gone)
        {
            batch.Delete(key);
        }

        batch.Clear(Kinds.Put);
        dirty.Clear();
        wider.Clear();
        gone.Clear();
        (unfolded, isFoldDue) = (0, false);
    }

    /// <summary>The days of a series that are no longer kept by the minute, or by five.</summary>
    private void Retire(Series whose, long now)
    {
        foreach (var day in DaysBefore(whose.Minutes, now - Retention.MinutesKept))
        {
            Widen(whose, Kinds.Fives, day, whose.Fives);
            for (var hour = day; hour < day + Retention.Day; hour += Retention.Hour)
            {
                Drop(Chunk.Hour(Kinds.Minutes, whose.Number, hour));
            }
        }

        foreach (var day in DaysBefore(whose.Fives, now - Retention.FivesKept))
        {
            Widen(whose, Kinds.Hours, day, whose.Hours);
            Drop(Chunk.Day(Kinds.Fives, whose.Number, day));
        }

        foreach (var day in DaysBefore(whose.Hours, now - Retention.HoursKept))
        {
            Drop(Chunk.Day(Kinds.Hours, whose.Number, day));
        }
    }

    private void Widen(Series whose, byte kind, long day, Tier tier)
    {
        // Written from a copy: by the time of the flush the tier may have forgotten the day itself.
        var buckets = new List<(long At, Bucket What)>();
        for (int i = tier.From(day), end = tier.From(day + Retention.Day); i < end; i++)
        {
            buckets.Add((tier.At(i), tier[i]));
        }

        isFoldDue = true;
        wider.Add(batch => ChunkEntry.WriteDay(
            batch.Put(Chunk.Day(kind, whose.Number, day)), day, tier.Width, buckets, packed));
    }

    private void Drop(Key key)
    {
        isFoldDue = true;
        dirty.Remove(key);
        gone.Add(key);
    }

    private static List<long> DaysBefore(Tier tier, long second)
    {
        var days = new List<long>();
        for (int i = 0, end = tier.From(Retention.DayOf(second)); i < end; i++)
        {
            var day = Retention.DayOf(tier.At(i));
            if (days.Count == 0 || days[^1] != day)
            {
                days.Add(day);
            }
        }

        return days;
    }

    private void LoadSeries(int number, EntryReader entry)
    {
        var (account, space, name, dimensions, unit) = SeriesEntry.Read(entry);
        var metric = Find(account, space, name, dimensions) ?? Register(new Metric(account, space, name, dimensions));
        Register(new Series(number, metric, unit));
        next = Math.Max(next, number + 1);
    }

    private Series Loaded(int number) => series.TryGetValue(number, out var found)
        ? found
        : throw new InvariantBroken($"There are entries of a series {number}, and it is not there.");
}
