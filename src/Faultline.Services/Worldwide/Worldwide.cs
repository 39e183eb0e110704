using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>
/// What there is once for the whole world: the faults in force and the timeline, over a store of their own. Its README
/// says what it promises.
/// </summary>
public sealed class Worldwide : IAsyncDisposable
{
    /// <summary>Takes up what the store holds. Nothing moves by itself before <see cref="Start"/>.</summary>
    public Worldwide(Node node, RegionStore store, Atlas atlas, Board board, Timing timing, IVocabulary words)
    {
        Timeline = new(node, store);
        Around = new(atlas, board, timing, Timeline);
        Faults = new(node, store, Around, words, Timeline);
    }

    public FaultBook Faults { get; }

    public TimelineBook Timeline { get; }

    /// <summary>What every region is to find around itself.</summary>
    public Surroundings Around { get; }

    /// <summary>The faults that are still in force are on the board when this ends.</summary>
    public async ValueTask Start(CancellationToken ct)
    {
        Timeline.Start();
        await Faults.Start(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Faults.DisposeAsync();
        await Timeline.DisposeAsync();
    }
}
