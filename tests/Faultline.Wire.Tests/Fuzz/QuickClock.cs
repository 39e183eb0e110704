namespace Faultline.Wire.Tests.Fuzz;

/// <summary>A clock faster than the world's: a long poll that a mutation makes holds nothing up.</summary>
internal sealed class QuickClock(int times) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => Beginning + (System.GetElapsedTime(began) * times);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System, times, callback, state, dueTime, period);

    private sealed class Timer(
        TimeProvider system, int times, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        : ITimer
    {
        private readonly ITimer timer = system.CreateTimer(callback, state, Real(dueTime, times), Real(period, times));

        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            timer.Change(Real(dueTime, times), Real(period, times));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();

        private static TimeSpan Real(TimeSpan span, int times) =>
            span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero
                ? span
                : TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / times));
    }
}
