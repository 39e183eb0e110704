using System.Globalization;
using System.Runtime.ExceptionServices;
using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// Runs everything of a story on one thread: takes what is ready in an order that the dice choose, and lets time pass
/// when nothing is.
/// </summary>
internal sealed class Scheduler
{
    private const int StrayWaitMs = 5000;

    private readonly List<Ready> ready = [];
    private readonly PriorityQueue<(SimulatedTimer Timer, int Setting), (long Due, long Number)> timers = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly Dice dice;
    private readonly Limits limits;
    private readonly Trace trace;
    private readonly DateTimeOffset began;
    private readonly Order order;
    private readonly bool drifts;
    private long step;
    private long readyNumber;
    private long timerNumber;
    private int timersUnset;
    private bool over;
    private Exception? failure;
    private string? foreign;
    private DateTimeOffset now;

    public Scheduler(Dice dice, Limits limits, Trace trace)
    {
        this.dice = dice;
        this.limits = limits;
        this.trace = trace;

        // Swarm: each seed has its own habits, because no single one finds everything.
        order = (Order)dice.Below(3);
        drifts = dice.Chance(0.25);
        now = began = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(dice.Below(int.MaxValue));
    }

    private enum Order
    {
        /// <summary>First come, first served.</summary>
        Asked,

        /// <summary>Mostly so, now and then not.</summary>
        Mostly,

        /// <summary>Any order.</summary>
        Any,
    }

    public DateTimeOffset Now
    {
        get
        {
            Stay();
            return now;
        }
    }

    public TimeSpan Elapsed => now - began;

    /// <summary>The story fails with this as soon as the present step ends.</summary>
    public void Fail(Exception why) => failure ??= why;

    public void Note(string who, string what, object? detail, long number) =>
        trace.Add(new(step, Elapsed, who, what, detail, number));

    public void Queue(Life life, SendOrPostCallback callback, object? state)
    {
        if (over || life.Over || !Stay() || life.Holds(callback, state))
        {
            return;
        }

        ready.Add(new(life, callback, state, ++readyNumber));
    }

    public void Set(SimulatedTimer timer, TimeSpan due) =>
        timers.Enqueue((timer, timer.Setting), (now.Ticks + Math.Max(0, due.Ticks), ++timerNumber));

    /// <summary>A timer is no longer set. Its place in the queue is cleared once such places are many.</summary>
    public void Unset()
    {
        if (++timersUnset < 256 || timersUnset < timers.Count / 2)
        {
            return;
        }

        var live = timers.UnorderedItems.Where(t => IsLive(t.Element)).ToArray();
        timers.Clear();
        timers.EnqueueRange(live);
        timersUnset = 0;
    }

    public void Run(Life life, Func<Task> story)
    {
        var before = SynchronizationContext.Current;
        try
        {
            Task? task = null;
            Queue(life, _ => task = story(), story);
            while (task is not { IsCompleted: true })
            {
                Step(task);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            over = true;
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Step(Task? story)
    {
        if (drifts && ready.Count > 0 && dice.Chance(0.1))
        {
            now += TimeSpan.FromTicks(dice.Below(200));
            Strike();
        }

        while (ready.Count == 0)
        {
            Jump(story);
        }

        var next = Take();
        step++;
        trace.Add(new(step, Elapsed, next.Life.Name, "runs", next.State ?? next.Callback, next.Number));
        if (SynchronizationContext.Current != next.Life)
        {
            SynchronizationContext.SetSynchronizationContext(next.Life);
        }

        if (!next.Life.Over && !next.Life.Holds(next.Callback, next.State))
        {
            next.Callback(next.State);
        }

        Check(story);
    }

    private void Check(Task? story)
    {
        if (foreign is { } stack)
        {
            throw new LeftTheThread(stack);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (step > limits.StepsMax)
        {
            throw NeverEnds(story, string.Create(CultureInfo.InvariantCulture, $"after {limits.StepsMax:N0} steps"));
        }
    }

    private Ready Take()
    {
        var at = order switch
        {
            Order.Asked => 0,
            Order.Mostly => dice.Chance(0.1) ? dice.Below(ready.Count) : 0,
            _ => dice.Below(ready.Count),
        };
        var next = ready[at];
        ready.RemoveAt(at);
        return next;
    }

    /// <summary>Nothing is ready: on to the next timer.</summary>
    private void Jump(Task? story)
    {
        while (timers.TryPeek(out var next, out _) && !IsLive(next))
        {
            timers.Dequeue();
        }

        if (!timers.TryPeek(out _, out var at))
        {
            AwaitStrays();
            Check(story);
            throw new NeverEnding(
                $"Nothing is ready and no timer is set, yet the story has not ended. {Waiting(story)}");
        }

        now = new(Math.Max(at.Due, now.Ticks), TimeSpan.Zero);
        if (Elapsed > limits.TimeMax)
        {
            throw NeverEnds(story, $"within {limits.TimeMax} of simulated time");
        }

        Strike();
    }

    /// <summary>
    /// What left for another thread comes back in a moment of real time, and that is the better message. Work that was
    /// handed to the thread pool before this has begun once the pool runs ours; it then gets a moment to end.
    /// </summary>
    private void AwaitStrays()
    {
        var turn = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.Set(), turn, preferLocal: false);
        if (turn.Wait(StrayWaitMs))
        {
            SpinWait.SpinUntil(() => foreign is not null, StrayWaitMs / 50);
        }
    }

    private void Strike()
    {
        while (timers.TryPeek(out var next, out var at) && at.Due <= now.Ticks)
        {
            timers.Dequeue();
            if (IsLive(next))
            {
                next.Timer.Strike();
            }
        }
    }

    private static bool IsLive((SimulatedTimer Timer, int Setting) entry) =>
        entry.Timer.Set && entry.Timer.Setting == entry.Setting && !entry.Timer.Life.Over;

    private static NeverEnding NeverEnds(Task? story, string when) =>
        new($"The story has not ended {when}. {Waiting(story)}");

    private static string Waiting(Task? story) =>
        story is null ? "It has not begun." : $"It waits in {Waits.Below(story)}.";

    /// <summary>Whether this is the simulated thread; if not, the story fails and says who left it.</summary>
    private bool Stay()
    {
        if (Environment.CurrentManagedThreadId == thread)
        {
            return true;
        }

        Interlocked.CompareExchange(ref foreign, Environment.StackTrace, null);
        return false;
    }

    private readonly record struct Ready(Life Life, SendOrPostCallback Callback, object? State, long Number);
}
