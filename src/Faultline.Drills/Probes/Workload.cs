using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes;

/// <summary>
/// The clients of a drill: all its probes together, what they measured, and what became of what they wrote. The plan's
/// texts are resolved: no <c>${stack.Output}</c> is left in them.
/// </summary>
public sealed class Workload(ISite site, DrillPlan plan) : IAsyncDisposable
{
    /// <summary>A folder for the ledgers, which is made; null where they are kept in memory alone.</summary>
    public string? Evidence { get; init; }

    /// <summary>How long queues are emptied in the end, and how long it is tried to read back what was written.</summary>
    public TimeSpan CheckMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Begins: returns at once, whether the system answers yet or not. What is under way ends when the token says so.
    /// A <see cref="DrillRefused"/> says what in the plan no probe can do.
    /// </summary>
    public Task Start(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Says when the first strike began: rate steps count from it.</summary>
    public void Strike(DateTimeOffset at)
    {
    }

    /// <summary>How it fares over the time for which the steady state must hold.</summary>
    public Snapshot Look() => Look(plan.Steady.For);

    /// <summary>How it fares over the last so many seconds.</summary>
    public Snapshot Look(TimeSpan over) => new(site.Node.Now, over);

    /// <summary>No more attempts become due; returns when those under way have ended, within their timeouts.</summary>
    public ValueTask Stop() => ValueTask.CompletedTask;

    /// <summary>
    /// Stops, reads back what was written, and says what was measured; without a strike, over all the time.
    /// </summary>
    public ValueTask<Measured> Finish(DateTimeOffset? struck, CancellationToken ct) => new(new Measured());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
