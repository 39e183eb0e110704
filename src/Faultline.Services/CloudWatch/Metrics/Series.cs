namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// What came of a metric in one unit. It is held at every width that can be asked for as long as AWS keeps that
/// (<see cref="Retention"/>), so a question reads no more buckets than it must.
/// </summary>
internal sealed class Series(int number, Metric metric, string unit)
{
    /// <summary>Its number on people's disks.</summary>
    public int Number => number;

    public Metric Metric => metric;

    public string Unit => unit;

    /// <summary>Null until something came at high resolution.</summary>
    public Tier? Seconds { get; private set; }

    public Tier Minutes { get; } = new(Retention.Minute);

    public Tier Fives { get; } = new(Retention.Five);

    public Tier Hours { get; } = new(Retention.Hour);

    public long LastAt => Hours.Last is null ? long.MinValue : Minutes.Last ?? Fives.Last ?? Hours.Last.Value;

    /// <summary>Takes what came at a second, at the width of minutes and all that are wider.</summary>
    public void Add(long second, in Bucket what, bool isFine)
    {
        if (isFine)
        {
            AddSecond(second, what);
        }

        Minutes.Add(second, what);
        AddFive(second, what);
    }

    public void AddSecond(long second, in Bucket what) => (Seconds ??= new(1)).Add(second, what);

    public void AddFive(long second, in Bucket what)
    {
        Fives.Add(second, what);
        Hours.Add(second, what);
    }

    public void AddHour(long second, in Bucket what) => Hours.Add(second, what);

    /// <summary>The widest tier that a grid from that second with that period can be read from.</summary>
    public Tier For(long start, int period)
    {
        if (period % Retention.Minute != 0 || start % Retention.Minute != 0)
        {
            return Seconds ?? Minutes;
        }

        return Fits(Retention.Hour) ? Hours : Fits(Retention.Five) ? Fives : Minutes;

        bool Fits(int width) => period % width == 0 && start % width == 0;
    }

    public void Forget(long now)
    {
        Seconds?.Forget(now - Retention.SecondsKept);
        Minutes.Forget(Retention.DayOf(now - Retention.MinutesKept));
        Fives.Forget(Retention.DayOf(now - Retention.FivesKept));
        Hours.Forget(Retention.DayOf(now - Retention.HoursKept));
    }
}
