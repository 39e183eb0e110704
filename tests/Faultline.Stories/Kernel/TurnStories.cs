using Faultline.Kernel;
using Faultline.Simulation;

namespace Faultline.Stories.Kernel;

/// <summary>A turn under every order of events.</summary>
public sealed class TurnStories
{
    [Fact]
    public void A_turn_goes_to_those_who_sleep_for_it_in_the_order_of_asking() => Explore.Seeds(200, async world =>
    {
        var turn = new Turn();
        var (asleep, woken, inside) = (new List<int>(), new List<int>(), 0);
        async Task Ask(int who)
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(5)));
            var asked = turn.Take(default).AsTask();
            if (!asked.IsCompleted)
            {
                asleep.Add(who);
                await asked;
                woken.Add(who);
            }

            Assert.Equal(1, ++inside);
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(2)));
            inside--;
            turn.Give();
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(Ask));
        Assert.Equal(asleep, woken);
    });

    [Fact]
    public void Whoever_was_passed_over_is_handed_the_turn_next() => Explore.Seeds(50, async world =>
    {
        var turn = new Turn();
        await turn.Take(default);
        var sleeper = turn.Take(default).AsTask();
        turn.Give();

        // The sleeper is woken and does not run yet; we run, and go first.
        Assert.True(turn.Take(default).IsCompletedSuccessfully);
        await world.Delay(TimeSpan.FromMilliseconds(1));
        Assert.False(sleeper.IsCompleted);
        turn.Give();
        var again = turn.Take(default);
        Assert.False(again.IsCompleted);
        await sleeper;
        Assert.False(again.IsCompleted);
        turn.Give();
        await again;
        turn.Give();
        Assert.True(turn.Take(default).IsCompletedSuccessfully);
    });

    [Fact]
    public void Whoever_is_cancelled_meanwhile_neither_gets_the_turn_nor_loses_it_for_others() =>
        Explore.Seeds(200, async world =>
        {
            var turn = new Turn();
            var (served, gaveUp) = (0, 0);
            async Task Ask(int who)
            {
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(5)));
                var patient = world.Below(TimeSpan.FromMilliseconds(15));
                using var patience = new CancellationTokenSource(patient, world.Clock);
                try
                {
                    await turn.Take(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    gaveUp++;
                    return;
                }

                served++;
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(2)));
                turn.Give();
            }

            await Task.WhenAll(Enumerable.Range(0, 20).Select(Ask));
            Assert.Equal(20, served + gaveUp);
            await turn.Take(default);
        });

    [Fact]
    public void Waiting_for_several_turns_together_stays_on_the_simulated_thread() => Explore.Seeds(20, async world =>
    {
        Turn[] turns = [new(), new()];
        await turns[0].Take(default);
        await turns[1].Take(default);
        var both = Task.WhenAll(turns[0].Take(default).AsTask(), turns[1].Take(default).AsTask());
        await world.Delay(world.Below(TimeSpan.FromSeconds(1)));
        turns[0].Give();
        turns[1].Give();
        await both;
    });
}
