namespace Faultline.Wire.Tests.World;

/// <summary>A clock that goes when it is told to, and can be waited for until somebody waits for it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private readonly List<(TimeSpan Span, TaskCompletionSource Set)> watchers = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ends once somebody sets an alarm for just this span.</summary>
    public Task AlarmIn(TimeSpan span)
    {
        var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            watchers.Add((span, set));
        }

        return set.Task;
    }

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(callback, state, this);
        lock (gate)
        {
            // As one: set for an hour that has passed before it is known, it would never ring.
            alarm.Change(dueTime, period);
            alarms.Add(alarm);
            watchers.FindAll(watcher => watcher.Span == dueTime).ForEach(watcher => watcher.Set.TrySetResult());
        }

        return alarm;
    }

    public void Go(TimeSpan span)
    {
        Alarm[] due;
        lock (gate)
        {
            now += span;
            due = [.. alarms.Where(alarm => alarm.Due <= now)];
        }

        foreach (var alarm in due)
        {
            alarm.Ring();
        }
    }

    private sealed class Alarm(TimerCallback callback, object? state, ManualClock clock) : ITimer
    {
        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.now + dueTime;
            }

            return true;
        }

        public void Ring()
        {
            Due = DateTimeOffset.MaxValue;
            callback(state);
        }

        public void Dispose() => Due = DateTimeOffset.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
