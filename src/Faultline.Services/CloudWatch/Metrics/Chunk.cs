using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>An hour or a day of a series: which entry it is in.</summary>
internal static class Chunk
{
    private const int IndexBits = 24;

    public static Key Hour(byte kind, int series, long second) => Of(kind, series, second / Retention.Hour);

    public static Key Day(byte kind, int series, long second) => Of(kind, series, second / Retention.Day);

    public static int SeriesOf(Key key) => (int)(key.Number >> IndexBits);

    /// <summary>The second at which it begins, in steps of its length.</summary>
    public static long SecondOf(Key key, int length) => (long)(key.Number & ((1UL << IndexBits) - 1)) * length;

    private static Key Of(byte kind, int series, long index) => new(kind, ((ulong)series << IndexBits) | (ulong)index);
}
