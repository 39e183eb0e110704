namespace Faultline.Engines.Postgres.Clusters;

/// <summary>Whom the connections of a cluster are for. One sets it, and any thread asks.</summary>
internal sealed class Lead(TimeProvider clock)
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MemberConfig? writer;
    private Sight? seen;
    private bool isClosed;

    /// <summary>Whoever takes writes; null while nobody does.</summary>
    public MemberConfig? Writer
    {
        get
        {
            lock (gate)
            {
                return writer;
            }
        }
    }

    /// <summary>What it said when it was last looked at.</summary>
    public Sight? Seen
    {
        get
        {
            lock (gate)
            {
                return seen;
            }
        }
    }

    /// <param name="next">Null while there is nobody.</param>
    /// <param name="closed">There will be nobody: whoever comes is not kept waiting.</param>
    public void Set(MemberConfig? next, Sight? sight, bool closed)
    {
        lock (gate)
        {
            seen = sight;
            if (writer == next && isClosed == closed)
            {
                return;
            }

            (writer, isClosed) = (next, closed);
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>
    /// Whoever takes writes, waited for as long as the patience lasts; null when there is nobody then.
    /// </summary>
    public async ValueTask<MemberConfig?> Find(TimeSpan patience, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            TaskCompletionSource next;
            lock (gate)
            {
                if (writer is not null || isClosed)
                {
                    return writer;
                }

                next = changed;
            }

            var left = patience - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            ct.ThrowIfCancellationRequested();
            await Either(next, left, ct);
        }
    }

    /// <summary>Until it is changed or the time is over: whatever happens first tells the one that waits.</summary>
    private async Task Either(TaskCompletionSource next, TimeSpan left, CancellationToken ct)
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(
            static own => ((TaskCompletionSource)own!).TrySetResult(), own, left, Timeout.InfiniteTimeSpan);
        using var cancelled = ct.Register(static own => ((TaskCompletionSource)own!).TrySetResult(), own);
        _ = Pass(next, own);
        await own.Task;
    }

    private static async Task Pass(TaskCompletionSource from, TaskCompletionSource to)
    {
        await from.Task;
        to.TrySetResult();
    }
}
