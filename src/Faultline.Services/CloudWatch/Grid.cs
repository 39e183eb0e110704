using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch;

/// <summary>The periods between two hours that somebody asks for. Pure.</summary>
internal static class Grid
{
    /// <summary>
    /// Periods from the beginning on, which is rounded down as AWS does ("StartTime" of GetMetricData and of
    /// GetMetricStatistics). Those of which nothing can be kept any more, or not yet, are left out.
    /// </summary>
    public static Window Of(DateTimeOffset from, DateTimeOffset until, int period, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        var start = Rounded(from.ToUnixTimeSeconds(), period, second);
        var width = period % Retention.Hour == 0 ? Retention.Hour
            : period % Retention.Five == 0 ? Retention.Five
            : period % Retention.Minute == 0 ? Retention.Minute
            : 1;
        var oldest = Retention.Since(width, second) - period;
        if (start < oldest)
        {
            start += (oldest - start) / period * period;
        }

        var end = Math.Min(
            (long)Math.Ceiling(until.ToUnixTimeMilliseconds() / 1000.0),
            (now + Limits.Ahead).ToUnixTimeSeconds() + period);
        return new(start, period, (int)Math.Max(0, (end - start + period - 1) / period));
    }

    private static long Rounded(long start, int period, long now)
    {
        var step = period < Retention.Minute ? period
            : start > now - Retention.MinutesKept ? Retention.Minute
            : start > now - Retention.FivesKept ? Retention.Five
            : Retention.Hour;
        return start - (start % step);
    }
}
