using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>An hour or a day of a series as it is kept.</summary>
internal static class ChunkEntry
{
    /// <summary>An hour by the minute, and by the second what there is so.</summary>
    public static void WriteHour(EntryWriter entry, Series series, long hour, Packed packed)
    {
        entry.Whole(1, hour);
        Pack(series.Minutes, hour, packed);
        entry.Bytes(2, packed.Bytes);
        if (series.Seconds is { } seconds)
        {
            Pack(seconds, hour, packed);
            entry.Bytes(3, packed.Bytes);
        }
    }

    /// <summary>A day by five minutes, or by the hour.</summary>
    public static void WriteDay(
        EntryWriter entry, long day, int width, List<(long At, Bucket What)> buckets, Packed packed)
    {
        packed.Clear();
        foreach (var (at, what) in buckets)
        {
            packed.Whole((at - day) / width);
            packed.Bucket(what);
        }

        entry.Whole(1, day);
        entry.Bytes(2, packed.Bytes);
    }

    public static void Read(EntryReader entry, byte kind, Series into)
    {
        var start = 0L;
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    start = entry.Whole();
                    break;
                case 2 when kind == Kinds.Minutes:
                    Unpack(entry.Bytes(), start, Retention.Minute, (at, what) => into.Add(at, what, isFine: false));
                    break;
                case 2 when kind == Kinds.Fives:
                    Unpack(entry.Bytes(), start, Retention.Five, (at, what) => into.AddFive(at, what));
                    break;
                case 2:
                    Unpack(entry.Bytes(), start, Retention.Hour, (at, what) => into.AddHour(at, what));
                    break;
                case 3:
                    Unpack(entry.Bytes(), start, 1, (at, what) => into.AddSecond(at, what));
                    break;
                default:
                    break;
            }
        }
    }

    private static void Pack(Tier tier, long hour, Packed packed)
    {
        packed.Clear();
        for (int i = tier.From(hour), end = tier.From(hour + Retention.Hour); i < end; i++)
        {
            packed.Whole((tier.At(i) - hour) / tier.Width);
            packed.Bucket(tier[i]);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> bytes, long start, int width, Action<long, Bucket> each)
    {
        var packed = new Packed.Reader(bytes);
        while (!packed.IsAtEnd)
        {
            var at = start + (packed.Whole() * width);
            each(at, packed.Bucket());
        }
    }
}
