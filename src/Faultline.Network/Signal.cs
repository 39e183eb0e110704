using System.Threading.Tasks.Sources;

namespace Faultline.Network;

/// <summary>
/// Wakes the one who waits for it, and allocates nothing in doing so. Told while nobody waits it is remembered; told
/// often it counts once.
/// </summary>
public sealed class Signal : IValueTaskSource
{
    /// <summary>No timer is set for longer: looking once too often costs nothing.</summary>
    private static readonly TimeSpan RestMax = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private bool told;
    private bool waiting;

    /// <summary>Sets a timer of <see cref="Timer"/> to tell after a while.</summary>
    public static void Set(ITimer timer, TimeSpan after) =>
        timer.Change(after < RestMax ? after : RestMax, Timeout.InfiniteTimeSpan);

    /// <summary>A timer that tells, not set yet.</summary>
    public ITimer Timer(TimeProvider clock) => clock.CreateTimer(
        static signal => ((Signal)signal!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Tell()
    {
        lock (gate)
        {
            if (!waiting)
            {
                told = true;
                return;
            }

            waiting = false;
        }

        core.SetResult(true);
    }

    public ValueTask Wait()
    {
        lock (gate)
        {
            if (told)
            {
                told = false;
                return ValueTask.CompletedTask;
            }

            core.Reset();
            waiting = true;
            return new(this, core.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
