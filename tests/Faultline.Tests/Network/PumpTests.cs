using System.IO.Pipelines;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Tests.Network;

/// <summary>With nothing the matter a relay is a plain pump.</summary>
public sealed class PumpTests
{
    [Fact]
    public async Task With_nothing_the_matter_a_chunk_costs_no_timer_and_no_allocation()
    {
        var clock = new CountingClock();
        var atlas = Atlas.Draw(new());
        var ways = new Ways(atlas, new(), Distances.None);
        var (one, near) = Inline();
        var (other, far) = Inline();
        var node = new Node("relay", clock, new(1));
        using var stop = new CancellationTokenSource();
        var relay = new Relay(node, ways, RelayOptions.Usual, new(atlas.Outside, near), new(atlas.Outside, far));
        var ended = relay.Run(stop.Token);
        var chunk = new byte[1000];

        // The best round counts: in any other a collection may have emptied the pool of buffers.
        Assert.InRange(Enumerable.Range(0, 10).Min(_ => Round(one, other, chunk)), 0, 1000);
        await one.Output.CompleteAsync();
        await other.Output.CompleteAsync();
        await ended;
        Assert.Equal(0, clock.Timers);
    }

    private static long Round(Cable one, Cable other, byte[] chunk)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(one.Output, other.Input, chunk, 1000);
        Pass(other.Output, one.Input, chunk, 1000);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Everything happens within the write: what the relay allocates is seen on this thread.</summary>
    private static void Pass(PipeWriter to, PipeReader from, byte[] chunk, int times)
    {
        for (var count = 0; count < times; count++)
        {
            var written = to.WriteAsync(chunk);
            if (!written.IsCompletedSuccessfully || !from.TryRead(out var read) || read.Buffer.Length != chunk.Length)
            {
                Assert.Fail("The chunk has not come through by itself."); // Cheaper to ask than an assertion.
                return;
            }

            from.AdvanceTo(read.Buffer.End);
        }
    }

    private static (Cable One, Cable Other) Inline()
    {
        var options = new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        return (new(back.Reader, there.Writer), new(there.Reader, back.Writer));
    }

    private sealed class CountingClock : TimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
