using System.Collections.Concurrent;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>
/// The timeline: takes down what is noted, shows it, and lets readers wait for what comes. Who notes never waits.
/// </summary>
public sealed class TimelineBook : IRecorder, IAsyncDisposable
{
    private const int KeptMax = 20_000;

    /// <summary>So much may wait to be taken down; a disk that is stuck for long costs the rest.</summary>
    private const int WaitingMax = 10_000;

    private readonly ConcurrentQueue<Happening> noted = new();
    private readonly Partition<TimelineState> partition;
    private readonly Reconciler reconciler;
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TimelineBook(Node node, RegionStore store)
    {
        partition = store.Open("timeline", new TimelineState(KeptMax));
        reconciler = new(node, Look);
    }

    public void Note(Happening happening)
    {
        if (noted.Count < WaitingMax)
        {
            noted.Enqueue(happening);
            reconciler.Tell();
        }
    }

    /// <summary>What was kept after a number, the oldest first.</summary>
    public async ValueTask<IReadOnlyList<Happening>> After(
        long number, Func<Happening, bool> wanted, int most, CancellationToken ct)
    {
        using var held = await partition.Take(ct);
        return held.State.After(number, wanted, most);
    }

    /// <summary>Ends when something is added after this call.</summary>
    public Task Next() => Volatile.Read(ref more).Task;

    public async ValueTask DisposeAsync()
    {
        // The last words too: nobody comes after them.
        await Take(CancellationToken.None);
        await reconciler.DisposeAsync();
    }

    internal void Start() => reconciler.Start();

    /// <summary>The turn, for whoever keeps a happening together with what it tells of.</summary>
    internal ValueTask<Held<TimelineState>> Turn(CancellationToken ct) => partition.Take(ct);

    /// <summary>Wakes whoever waits for the next happening.</summary>
    internal void Wake() => Interlocked.Exchange(
        ref more, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        await Take(ct);
        return null;
    }

    private async ValueTask Take(CancellationToken ct)
    {
        if (noted.IsEmpty)
        {
            return;
        }

        using (var held = await partition.Take(ct))
        {
            while (noted.TryDequeue(out var happening))
            {
                held.State.Add(happening);
            }

            await held.Keep();
        }

        Wake();
    }
}
