namespace Faultline.Simulation;

/// <summary>The time of a simulation as one life sees it; its timers end with that life.</summary>
internal sealed class SimulatedClock(Scheduler scheduler, Life life) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => scheduler.Now;

    public override long GetTimestamp() => scheduler.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(scheduler, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
