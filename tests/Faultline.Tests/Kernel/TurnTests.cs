using Faultline.Kernel;

namespace Faultline.Tests.Kernel;

/// <summary>What a turn promises outside a simulation: that it costs nothing, and holds between threads.</summary>
public sealed class TurnTests
{
    [Fact]
    public void A_turn_that_nobody_else_wants_allocates_nothing()
    {
        var turn = new Turn();
        using var stop = new CancellationTokenSource();
        Rounds(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Rounds(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Rounds(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(turn.Take(stop.Token).IsCompletedSuccessfully);
                turn.Give();
            }
        }
    }

    [Fact]
    public void A_turn_that_nobody_has_cannot_be_given()
    {
        var turn = new Turn();
        Assert.Throws<InvariantBroken>(turn.Give);
        Assert.True(turn.Take(default).IsCompletedSuccessfully);
        turn.Give();
        Assert.Throws<InvariantBroken>(turn.Give);
    }

    [Fact]
    public async Task Whoever_is_cancelled_already_does_not_get_it()
    {
        var turn = new Turn();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await turn.Take(new(canceled: true)));
        Assert.True(turn.Take(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Whoever_gives_up_is_passed_over_and_the_next_gets_it()
    {
        var turn = new Turn();
        using var stop = new CancellationTokenSource();
        await turn.Take(default);
        var impatient = turn.Take(stop.Token).AsTask();
        var patient = turn.Take(default).AsTask();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);
        turn.Give();
        await patient;
        turn.Give();
        Assert.True(turn.Take(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Many_threads_have_it_one_at_a_time()
    {
        var turn = new Turn();
        var (inside, count) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await turn.Take(default);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                count++;
                Interlocked.Decrement(ref inside);
                turn.Give();
            }
        })));
        Assert.Equal(8000, count);
    }
}
