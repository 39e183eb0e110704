namespace Faultline.Kernel;

/// <summary>
/// One at a time. Free of cost while nobody else wants it; never leaves the simulated thread. Whoever sleeps for it is
/// woken in the order of asking, and whoever runs may go first meanwhile: with strict order, one sleeper would put all
/// after it to sleep, and each turn would cost a wake-up. Nobody who was woken is passed over twice.
/// </summary>
public sealed class Turn
{
    // A turn lasts microseconds. Looking again so often is cheaper than going to sleep.
    private const int LooksMax = 30;
    private const int SpinsBetweenLooks = 10;

    private readonly Lock gate = new();
    private readonly Queue<Waiter> waiting = new();
    private Waiter? passedOver;
    private bool waking;
    private bool taken;

    /// <summary>Waits for the turn. Whoever gets it calls <see cref="Give"/> once.</summary>
    public ValueTask Take(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return TryTake() ? ValueTask.CompletedTask : new(Sleep(ct));
    }

    public void Give()
    {
        Waiter? next;
        lock (gate)
        {
            if (!taken)
            {
                throw new InvariantBroken("A turn was given back that nobody had.");
            }

            if (passedOver is not null)
            {
                // It has the turn from here on; nobody can come between.
                (next, passedOver, waking) = (passedOver, null, false);
            }
            else
            {
                taken = false;
                next = waking ? null : Wake();
            }
        }

        next?.SetResult();
    }

    private bool TryTake()
    {
        for (var look = 0; ; look++)
        {
            // A glance from outside first: who only looks is not to hold up whoever gives the turn back.
            if (!Volatile.Read(ref taken))
            {
                lock (gate)
                {
                    if (!taken)
                    {
                        return taken = true;
                    }
                }
            }

            if (look == LooksMax)
            {
                return false;
            }

            Thread.SpinWait(SpinsBetweenLooks);
        }
    }

    // An async method throughout: its task may be waited for together with others, while WhenAll over a source's own
    // task would go on in the thread pool.
    private async Task Sleep(CancellationToken ct)
    {
        var waiter = new Waiter();
        lock (gate)
        {
            if (!taken)
            {
                taken = true;
                return;
            }

            waiting.Enqueue(waiter);
        }

        using (ct.Register(static (of, ct) => ((Waiter)of!).Leave(ct), waiter))
        {
            await waiter.Task;
        }

        if (!TryTake())
        {
            waiter = new();
            if (!TakeOrBePassedOver(waiter))
            {
                await waiter.Task;
                return;
            }
        }

        lock (gate)
        {
            waking = false;
        }
    }

    /// <summary>True if the turn came free just now and is taken; otherwise the waiter stands first in line.</summary>
    private bool TakeOrBePassedOver(Waiter waiter)
    {
        lock (gate)
        {
            if (!taken)
            {
                return taken = true;
            }

            passedOver = waiter;
            return false;
        }
    }

    /// <summary>The next one who still waits, if there is one.</summary>
    private Waiter? Wake()
    {
        while (waiting.TryDequeue(out var next))
        {
            if (next.Claim())
            {
                waking = true;
                return next;
            }
        }

        return null;
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private int claimed;

        /// <summary>Whether it is woken or gives up is decided once.</summary>
        public bool Claim() => Interlocked.Exchange(ref claimed, 1) == 0;

        public void Leave(CancellationToken ct)
        {
            if (Claim())
            {
                SetCanceled(ct);
            }
        }
    }
}
