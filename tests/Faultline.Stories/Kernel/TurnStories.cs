using Faultline.Kernel;
using Faultline.Simulation;

namespace Faultline.Stories.Kernel;

/// <summary>A turn under every order of events.</summary>
public sealed class TurnStories
{
    [Fact]
    public void A_turn_goes_round_in_the_order_of_asking() => Explore.Seeds(200, async world =>
    {
        var turn = new Turn();
        var (asked, served, inside) = (new List<int>(), new List<int>(), 0);
        async Task Ask(int who)
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(5)));
            asked.Add(who);
            await turn.Take(default);
            Assert.Equal(1, ++inside);
            served.Add(who);
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(2)));
            inside--;
            turn.Give();
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(Ask));
        Assert.Equal(asked, served);
    });

    [Fact]
    public void Whoever_is_cancelled_meanwhile_neither_gets_the_turn_nor_loses_it_for_others() =>
        Explore.Seeds(200, async world =>
        {
            var turn = new Turn();
            var (asked, served, gaveUp) = (new List<int>(), new List<int>(), new HashSet<int>());
            async Task Ask(int who)
            {
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(5)));
                var patient = world.Below(TimeSpan.FromMilliseconds(15));
                using var patience = new CancellationTokenSource(patient, world.Clock);
                asked.Add(who);
                try
                {
                    await turn.Take(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    gaveUp.Add(who);
                    return;
                }

                served.Add(who);
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(2)));
                turn.Give();
            }

            await Task.WhenAll(Enumerable.Range(0, 20).Select(Ask));
            Assert.Equal(asked.Where(who => !gaveUp.Contains(who)), served);
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
