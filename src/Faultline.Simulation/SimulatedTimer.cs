namespace Faultline.Simulation;

/// <summary>A timer in simulated time. Each setting of it has a number, so that an older one strikes nobody.</summary>
internal sealed class SimulatedTimer(Scheduler scheduler, Life life, TimerCallback callback, object? state) : ITimer
{
    private const double DueMaxMs = uint.MaxValue - 1;

    private TimeSpan period = Timeout.InfiniteTimeSpan;
    private bool disposed;

    public Life Life { get; } = life;

    public object? State { get; } = state;

    public int Setting { get; private set; }

    public bool Set { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        // The system's timers take no more than this, so neither do these.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, DueMaxMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period.TotalMilliseconds, DueMaxMs);
        if (disposed)
        {
            return false;
        }

        Unset();
        this.period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Set = true;
            scheduler.Set(this, dueTime);
        }

        return true;
    }

    public void Dispose()
    {
        disposed = true;
        Unset();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Its time has come; the callback itself runs when the dice take its turn.</summary>
    public void Strike()
    {
        Set = false;
        var setting = Setting;
        if (period > TimeSpan.Zero)
        {
            Set = true;
            scheduler.Set(this, period);
        }

        scheduler.Queue(
            Life,
            _ =>
            {
                if (setting == Setting)
                {
                    callback(State);
                }
            },
            callback);
    }

    private void Unset()
    {
        Setting++;
        if (Set)
        {
            Set = false;
            scheduler.Unset();
        }
    }
}
