using Faultline.Kernel;
using Faultline.Services.Logs.Keeping;

namespace Faultline.Services.Logs;

/// <summary>
/// Forgets what is past its retention, so that memory and disk shrink. Nothing is shown past its hour in any case.
/// </summary>
internal sealed class Retention : IAsyncDisposable
{
    /// <summary>The shortest retention is a day.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly GroupBook book;
    private readonly Node node;
    private readonly Reconciler reconciler;

    public Retention(GroupBook book, Node node)
    {
        (this.book, this.node) = (book, node);
        reconciler = new(node, Look);
    }

    public void Start() => reconciler.Start();

    /// <summary>A group has a retention now.</summary>
    public void Tell() => reconciler.Tell();

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var isNeeded = false;
        foreach (var group in book.All.Where(group => group.HasRetention))
        {
            isNeeded = true;
            if (await group.TryTake(ct) is { } held)
            {
                using (held)
                {
                    if (held.State.IsOutdated(node.Now))
                    {
                        held.State.Expire(node.Now);
                        book.Weigh(group, held.State);
                        await held.Keep();
                    }
                }
            }
        }

        return isNeeded ? node.Now + Interval : null;
    }
}
