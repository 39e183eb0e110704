using Faultline.Kernel;

namespace Faultline.Services.Sqs;

/// <summary>
/// Forgets what is past its retention in queues that nobody calls, so that their memory and disk shrink all the same.
/// </summary>
internal sealed class Retention : IAsyncDisposable
{
    /// <summary>The shortest retention, so that nothing lies for more than twice as long as it should.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(Limits.RetentionSecondsMin);

    private readonly QueueBook book;
    private readonly Reconciler reconciler;

    public Retention(QueueBook book, Node node)
    {
        this.book = book;
        reconciler = new(node, Look);
    }

    public void Start() => reconciler.Start();

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        foreach (var queue in book.All)
        {
            while (await Sweep(queue, ct))
            {
                // Between two slices of a long queue its callers have their turns.
                await Task.Yield();
            }
        }

        return book.Now + Interval;
    }

    /// <summary>Forgets a slice of a queue; says whether more is to be forgotten.</summary>
    private async ValueTask<bool> Sweep(Queue queue, CancellationToken ct)
    {
        using var held = await queue.TakeAny(ct);
        var now = book.Now;
        if (!held.State.Exists || !held.State.IsOutdated(now))
        {
            return false;
        }

        held.State.Settle(now);
        queue.Waiters.Wake(1);
        await held.Keep();
        return true;
    }
}
