namespace Faultline.Services.Sqs;

/// <summary>
/// The long polls at one queue, in the order in which they came. Only whoever has the queue's turn may call it. The
/// first in the row also watches the clock for what becomes visible by itself; the others sleep until they are woken.
/// </summary>
internal sealed class Waiters(TimeProvider clock)
{
    private readonly LinkedList<Waiter> row = [];

    public bool IsClosed { get; private set; }

    public int Count => row.Count;

    /// <summary>A place at the end of the row; null when there are too many, or when waiting is over.</summary>
    public Waiter? Join()
    {
        if (IsClosed || row.Count >= Limits.WaitersMax)
        {
            return null;
        }

        var waiter = new Waiter(clock);
        waiter.Standing = row.AddLast(waiter);
        return waiter;
    }

    public void Leave(Waiter waiter)
    {
        var watched = row.First == waiter.Standing;
        row.Remove(waiter.Standing!);
        if (watched || waiter.IsAwake)
        {
            Wake(1);
        }
    }

    /// <summary>So many messages may have become visible, or the next one becomes so sooner.</summary>
    public void Wake(int count)
    {
        for (var at = row.First; at is not null && count > 0; at = at.Next)
        {
            if (!at.Value.IsAwake)
            {
                at.Value.Wake();
                count--;
            }
        }
    }

    /// <summary>
    /// Lets a waiter sleep until it is woken, its own time is over, or it is the first and something is due.
    /// </summary>
    public Task Sleep(Waiter waiter, DateTimeOffset until, DateTimeOffset? due, CancellationToken ct)
    {
        var hour = row.First == waiter.Standing && due < until ? due.Value : until;
        return waiter.Sleep(hour, ct);
    }

    public void Close()
    {
        IsClosed = true;
        Wake(row.Count);
    }
}

/// <summary>One long poll.</summary>
internal sealed class Waiter(TimeProvider clock)
{
    private TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LinkedListNode<Waiter>? Standing { get; set; }

    public bool IsAwake => woken.Task.IsCompleted;

    public void Wake() => woken.TrySetResult();

    /// <summary>Begins to sleep at once; the task ends on waking, and never fails.</summary>
    public Task Sleep(DateTimeOffset until, CancellationToken ct)
    {
        woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return Sleep(woken, until - clock.GetUtcNow(), ct);
    }

    private async Task Sleep(TaskCompletionSource sleep, TimeSpan span, CancellationToken ct)
    {
        // Timers count whole milliseconds: one that rang early would only be set again.
        var due = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(span.TotalMilliseconds)));
        using var alarm = clock.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(), sleep, due, Timeout.InfiniteTimeSpan);
        using var gone = ct.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), sleep);
        await sleep.Task;
    }
}
