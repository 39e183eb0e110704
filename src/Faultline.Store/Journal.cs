using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>
/// Makes batches durable in the order in which they come: all that wait gather in one block while the block before is
/// written and synced.
/// </summary>
internal sealed class Journal(Node node, StoreOptions options, Segments segments)
{
    /// <summary>Half of what is promised, so that the other half is left for the disk.</summary>
    private static readonly TimeSpan RelaxedFor = TimeSpan.FromMilliseconds(50);

    /// <summary>A relaxed block is written at once when it is as long as this.</summary>
    private const int RelaxedBytesMax = 1 << 20;

    /// <summary>From here on relaxed writers wait for the disk as strict ones do: memory has a limit.</summary>
    private const int GatheredBytesMax = 32 << 20;

    private readonly bool relaxed = options.Durability == Durability.Relaxed;
    private readonly Lock gate = new();
    private Block gathering = new();
    private Block writing = new();
    private Commit next = new(1);
    private Commit? current;
    private TaskCompletionSource? hurry;
    private TaskCompletionSource<(int Begin, ulong Last)>? mark;
    private TaskCompletionSource? idle;
    private bool busy;
    private bool closed;
    private volatile StoreBroken? broken;

    /// <summary>How many bytes were written since this was last set to zero.</summary>
    public long Written { get; set; }

    /// <summary>Is called after each block, between writes: it must not wait.</summary>
    public Action? OnWritten { get; set; }

    public bool IsBroken => broken is not null;

    public void ThrowIfBroken()
    {
        if (broken is { } why)
        {
            throw why;
        }
    }

    /// <summary>Fixes the place of a batch in the order. The commit ends when it is durable.</summary>
    public Commit Append(ReadOnlySpan<byte> records)
    {
        Commit commit;
        bool begin;
        lock (gate)
        {
            ThrowIfBroken();
            if (closed)
            {
                throw new StoreBroken("The store is closed.");
            }

            gathering.Add(records);
            commit = next;
            begin = !busy;
            busy = true;
            if (gathering.Length > RelaxedBytesMax)
            {
                hurry?.TrySetResult();
            }
        }

        if (begin)
        {
            _ = Run();
        }

        return commit;
    }

    /// <summary>What a caller waits for before its answer may leave.</summary>
    public ValueTask Wait(Commit? commit)
    {
        ThrowIfBroken();
        if (commit is null || commit.Task.IsCompletedSuccessfully)
        {
            return ValueTask.CompletedTask;
        }

        return relaxed && gathering.Length < GatheredBytesMax ? ValueTask.CompletedTask : new(commit.Task);
    }

    /// <summary>
    /// Ends the segment. Gives the number of the next, and the last block before it: all that is before it is durable.
    /// </summary>
    public Task<(int Begin, ulong Last)> Roll()
    {
        TaskCompletionSource<(int Begin, ulong Last)> asked;
        bool begin;
        lock (gate)
        {
            ThrowIfBroken();
            asked = mark ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            begin = !busy;
            busy = true;
            hurry?.TrySetResult();
        }

        if (begin)
        {
            _ = Run();
        }

        return asked.Task;
    }

    /// <summary>Takes no more, writes what is there and a closing block.</summary>
    public async ValueTask Close()
    {
        Task quiet;
        lock (gate)
        {
            closed = true;
            idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            quiet = busy && broken is null ? idle.Task : Task.CompletedTask;
            hurry?.TrySetResult();
        }

        await quiet;
        if (broken is null)
        {
            writing.Clear();
            writing.Add([(byte)RecordTag.Closed]);
            await segments.Write(writing);
        }
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                if (relaxed)
                {
                    await Gather();
                }

                TaskCompletionSource<(int Begin, ulong Last)>? asked;
                Commit? commit = null;
                lock (gate)
                {
                    asked = mark;
                    if (!gathering.IsEmpty)
                    {
                        commit = Swap();
                    }
                    else if (asked is null)
                    {
                        busy = false;
                        idle?.TrySetResult();
                        return;
                    }
                }

                if (commit is not null)
                {
                    await segments.Write(writing);
                    Written += writing.Length;
                    commit.SetResult();
                    OnWritten?.Invoke();
                }

                if (asked is not null)
                {
                    await segments.Roll();
                    lock (gate)
                    {
                        // Not before: should the segment not end, whoever asked hears of it with all the others.
                        mark = null;
                    }

                    asked.SetResult((segments.Number, segments.Last));
                }
            }
        }
        catch (Exception cause)
        {
            Break(cause);
        }
    }

    private Commit Swap()
    {
        var commit = current = next;
        next = new(commit.Number + 1);
        (gathering, writing) = (writing, gathering);
        gathering.Clear();
        return commit;
    }

    private async ValueTask Gather()
    {
        TaskCompletionSource soon;
        lock (gate)
        {
            if (closed || mark is not null || gathering.IsEmpty || gathering.Length > RelaxedBytesMax)
            {
                return;
            }

            soon = hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // The timer is one that hurries like any other: WhenAny over such a source would leave the simulated thread.
        await using var timer = node.Clock.CreateTimer(
            static soon => ((TaskCompletionSource)soon!).TrySetResult(), soon, RelaxedFor, Timeout.InfiniteTimeSpan);
        await soon.Task;
        lock (gate)
        {
            hurry = null;
        }
    }

    /// <summary>Whatever was on its way may be on the disk or not: nobody is told that it is.</summary>
    private void Break(Exception cause)
    {
        Commit waiting;
        lock (gate)
        {
            broken = StoreBroken.By(cause);
            waiting = next;
            gathering.Clear();
            mark?.TrySetException(broken);
            idle?.TrySetResult();
        }

        current?.TrySetException(broken);
        waiting.TrySetException(broken);
        node.Report(cause is InvariantBroken ? cause : broken);
    }
}
