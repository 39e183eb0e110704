namespace Faultline.Kernel;

/// <summary>
/// The loop that brings what is to what is asked for. It is told <em>that</em> something changed, never what; it looks,
/// acts, and says when it wants to look again without being told (null: only when told).
/// </summary>
/// <remarks>
/// A look that throws is reported to the node and tried again after a pause that doubles. A broken invariant is
/// reported and ends the loop: looking again at a state that cannot be would only spread it.
/// </remarks>
public sealed class Reconciler : IAsyncDisposable
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    /// <summary>No timer is set for longer: looking once too often costs nothing.</summary>
    private static readonly TimeSpan RestMax = TimeSpan.FromDays(1);

    private readonly Node node;
    private readonly Func<CancellationToken, ValueTask<DateTimeOffset?>> look;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? loop;

    public Reconciler(Node node, Func<CancellationToken, ValueTask<DateTimeOffset?>> look)
    {
        this.node = node;
        this.look = look;
    }

    /// <summary>Ends when the loop does: with <see cref="InvariantBroken"/>, or when it is disposed.</summary>
    public Task Ended => loop ?? throw new InvariantBroken("A reconciler that was never started cannot end.");

    /// <summary>Begins to look, once without being told.</summary>
    public void Start()
    {
        if (loop is not null)
        {
            throw new InvariantBroken("A reconciler was started twice.");
        }

        loop = Run();
    }

    /// <summary>Something changed: look again soon. However often it is told in a look, it looks once more.</summary>
    public void Tell()
    {
        lock (gate)
        {
            told.TrySetResult();
        }
    }

    /// <summary>Cancels a look that is under way and waits for it. Never called from within the look.</summary>
    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        Tell();
        if (loop is not null)
        {
            // What ended the loop was reported when it did.
            await loop.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext
                | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Run()
    {
        await Task.Yield();
        var pause = PauseMin;
        while (true)
        {
            // Made before the look: whoever tells while it looks makes it look again. And made before it is asked
            // whether to stop: a stop that came earlier is seen here, one that comes later is told to this one.
            var next = Listen();
            if (stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                var again = await look(stop.Token);
                pause = PauseMin;
                await Rest(next, again);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (InvariantBroken broken)
            {
                node.Report(broken);
                throw;
            }
            catch (Exception trouble)
            {
                node.Report(trouble);
                await Pause(pause);
                pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
            }
        }
    }

    private TaskCompletionSource Listen()
    {
        lock (gate)
        {
            if (told.Task.IsCompleted)
            {
                told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return told;
        }
    }

    private async Task Rest(TaskCompletionSource next, DateTimeOffset? again)
    {
        if (again is not { } hour)
        {
            await next.Task;
            return;
        }

        var span = hour - node.Now;
        if (span <= TimeSpan.Zero)
        {
            await Task.Yield();
            return;
        }

        // The timer tells as anyone else would; that way nothing has to be raced and cancelled.
        await using var timer = node.Clock.CreateTimer(
            static next => ((TaskCompletionSource)next!).TrySetResult(),
            next,
            span < RestMax ? span : RestMax,
            Timeout.InfiniteTimeSpan);
        await next.Task;
    }

    private async Task Pause(TimeSpan span)
    {
        try
        {
            await Task.Delay(span, node.Clock, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the loop sees it.
        }
    }
}
