using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>What was put in one turn, as it came.</summary>
internal static class PutEntry
{
    public static void Write(EntryWriter entry, List<Datum> data, Packed packed)
    {
        packed.Clear();
        var (series, at) = (0, 0L);
        foreach (var datum in data)
        {
            packed.Whole(datum.Series.Number - series);
            packed.Whole(((datum.At - at) << 1) | (datum.IsFine ? 1L : 0));
            packed.Bucket(datum.What);
            (series, at) = (datum.Series.Number, datum.At);
        }

        entry.Bytes(1, packed.Bytes);
    }

    public static List<Datum> Read(EntryReader entry, IReadOnlyDictionary<int, Series> known)
    {
        var data = new List<Datum>();
        while (entry.Next(out var field))
        {
            if (field == 1)
            {
                Read(new Packed.Reader(entry.Bytes()), known, data);
            }
        }

        return data;
    }

    private static void Read(Packed.Reader packed, IReadOnlyDictionary<int, Series> known, List<Datum> into)
    {
        var (series, at) = (0, 0L);
        while (!packed.IsAtEnd)
        {
            series += (int)packed.Whole();
            var step = packed.Whole();
            at += step >> 1;
            into.Add(new(known[series], at, (step & 1) == 1, packed.Bucket()));
        }
    }
}
