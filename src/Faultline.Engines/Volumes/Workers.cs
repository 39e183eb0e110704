namespace Faultline.Engines.Volumes;

/// <summary>
/// A few threads of the engine's own for work that waits for the disk, so that no request's thread does. They end when
/// there is nothing to do.
/// </summary>
internal sealed class Workers(string name, int threadsMax)
{
    private readonly Lock gate = new();
    private readonly Queue<Action> waiting = new();
    private int threads;
    private TaskCompletionSource? closed;

    /// <summary>Does the work as soon as a thread is free. Who waits holds a turn, so what waits has a limit.</summary>
    public Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ObjectDisposedException.ThrowIf(!TryAdd(() => Settle(work, done)), this);
        return done.Task;
    }

    /// <summary>Does what nobody waits for; not at all once this is closed.</summary>
    public void Later(Action work) => TryAdd(work);

    /// <summary>Takes no more work, and returns when what was taken is done.</summary>
    public Task Close()
    {
        lock (gate)
        {
            closed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (threads == 0)
            {
                closed.TrySetResult();
            }

            return closed.Task;
        }
    }

    private bool TryAdd(Action work)
    {
        lock (gate)
        {
            if (closed is not null)
            {
                return false;
            }

            waiting.Enqueue(work);
            if (threads < threadsMax)
            {
                threads++;
                new Thread(Work) { IsBackground = true, Name = name }.UnsafeStart();
            }

            return true;
        }
    }

    private static void Settle<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
        catch (OperationCanceledException cancelled)
        {
            done.SetCanceled(cancelled.CancellationToken);
        }
        catch (Exception cause)
        {
            done.SetException(cause);
        }
    }

    private void Work()
    {
        while (true)
        {
            Action? next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    if (--threads == 0)
                    {
                        closed?.TrySetResult();
                    }

                    return;
                }
            }

            next();
        }
    }
}
