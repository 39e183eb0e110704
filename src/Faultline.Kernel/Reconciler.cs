namespace Faultline.Kernel;

/// <summary>
/// The loop that brings what is to what is asked for. It is told <em>that</em> something changed, never what; it looks,
/// acts, and says when it wants to look again without being told (null: only when told).
/// </summary>
public sealed class Reconciler : IAsyncDisposable
{
    private readonly TimeProvider clock;
    private readonly Func<CancellationToken, ValueTask<DateTimeOffset?>> look;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task loop = Task.CompletedTask;

    public Reconciler(TimeProvider clock, Func<CancellationToken, ValueTask<DateTimeOffset?>> look)
    {
        this.clock = clock;
        this.look = look;
    }

    public void Start() => loop = Run();

    /// <summary>Something changed: look again soon.</summary>
    public void Tell()
    {
        lock (gate)
        {
            told.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        Tell();
        await loop;
        stop.Dispose();
    }

    private async Task Run()
    {
        while (!stop.IsCancellationRequested)
        {
            Task next;
            lock (gate)
            {
                if (told.Task.IsCompleted)
                {
                    told = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                next = told.Task;
            }

            DateTimeOffset? again;
            try
            {
                again = await look(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await Wait(next, again);
        }
    }

    private async Task Wait(Task next, DateTimeOffset? again)
    {
        if (again is not { } hour)
        {
            await next;
            return;
        }

        var span = hour - clock.GetUtcNow();
        if (span <= TimeSpan.Zero)
        {
            await Task.Yield();
            return;
        }

        using var give = new CancellationTokenSource();
        await Task.WhenAny(next, Task.Delay(span, clock, give.Token));
        give.Cancel();
    }
}
