namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// What the load of coming hours may be: the mean of the same hour on the days before, and nothing cleverer. Pure.
/// </summary>
/// <param name="hours">What is known of past hours.</param>
internal sealed class Forecast(IReadOnlyDictionary<DateTimeOffset, HourOfLoad> hours)
{
    /// <summary>"How predictive scaling works", Amazon EC2 Auto Scaling user guide.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(48);

    /// <summary>The same page: how much of the past is looked at.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(14);

    /// <summary>The same page: with less than that there is no forecast.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromHours(24);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Before that there is no calendar to look back in.</summary>
    private static readonly DateTimeOffset First = DateTimeOffset.MinValue + Back + Ahead + Day;

    /// <summary>There is enough of the past to say something.</summary>
    public bool IsThere => hours.Count > 0 && hours.Keys.Max() + Hour - hours.Keys.Min() >= Least;

    /// <summary>The hours of values that stand for a minute each.</summary>
    /// <param name="isSteady">A minute without a value is a minute without load.</param>
    public static Forecast Of(IEnumerable<(DateTimeOffset At, double Load)> minutes, bool isSteady) => new(minutes
        .GroupBy(minute => HourOf(minute.At))
        .ToDictionary(hour => hour.Key, hour => new HourOfLoad(
            hour.Sum(minute => minute.Load),
            hour.Sum(minute => minute.Load) / (isSteady ? Hour.TotalMinutes : hour.Count()))));

    /// <summary>The load of an hour, and what it is in a minute of it; null when no day before had that hour.</summary>
    public HourOfLoad? At(DateTimeOffset hour)
    {
        if (hour < First)
        {
            return null;
        }

        var before = new List<HourOfLoad>();
        for (var at = hour - Day; at >= hour - Back - Ahead; at -= Day)
        {
            if (hours.TryGetValue(at, out var known))
            {
                before.Add(known);
            }
        }

        return before.Count == 0
            ? null
            : new(before.Average(known => known.Sum), before.Average(known => known.InMinute));
    }

    /// <summary>How many are needed so that each has the target, no more.</summary>
    public int? Capacity(DateTimeOffset hour, double target) =>
        At(hour) is { } load ? (int)Math.Min(int.MaxValue, Math.Ceiling((load.InMinute / target) - 1e-9)) : null;

    /// <summary>The hour that something is in.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks / Hour.Ticks * Hour.Ticks, TimeSpan.Zero);
}

/// <summary>The load of an hour: all that was counted in it, and how much of it there is at a time.</summary>
internal readonly record struct HourOfLoad(double Sum, double InMinute);
