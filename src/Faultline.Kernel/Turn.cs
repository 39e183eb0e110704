namespace Faultline.Kernel;

/// <summary>
/// One at a time, in the order of asking. Free of cost while nobody else wants it; never leaves the simulated thread.
/// </summary>
public sealed class Turn
{
    private readonly Lock gate = new();
    private readonly Queue<Waiter> waiting = new();
    private bool taken;

    /// <summary>Waits for the turn. Whoever gets it calls <see cref="Give"/> once.</summary>
    public ValueTask Take(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (gate)
        {
            if (!taken)
            {
                taken = true;
                return ValueTask.CompletedTask;
            }

            waiting.Enqueue(waiter = new());
        }

        return new(waiter.Await(ct));
    }

    public void Give()
    {
        while (true)
        {
            Waiter? next;
            lock (gate)
            {
                if (!taken)
                {
                    throw new InvariantBroken("A turn was given back that nobody had.");
                }

                if (!waiting.TryDequeue(out next))
                {
                    taken = false;
                    return;
                }
            }

            // One that gave up waiting is passed over; the turn goes to the next.
            if (next.TrySetResult())
            {
                return;
            }
        }
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        // An async method even where nothing can be cancelled: its task may be waited for together with others, while
        // WhenAll over this source's own task would go on in the thread pool.
        public async Task Await(CancellationToken ct)
        {
            using var registration = ct.Register(static (waiter, ct) => ((Waiter)waiter!).TrySetCanceled(ct), this);
            await Task;
        }
    }
}
