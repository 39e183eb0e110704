using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Tests.Network;

/// <summary>How long a way takes, and whether it passes.</summary>
public sealed class WayTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Each_message_takes_the_mean_give_or_take_the_jitter()
    {
        var (way, dice) = (Way.None with { Mean = 100 * Ms, Jitter = 30 * Ms }, new Dice(1));
        var delays = Enumerable.Range(0, 1000).Select(_ => way.Delay(dice)).ToList();
        Assert.InRange(delays.Min(), 70 * Ms, 75 * Ms);
        Assert.InRange(delays.Max(), 125 * Ms, 130 * Ms);
    }

    [Fact]
    public void More_jitter_than_mean_turns_no_clock_back()
    {
        var (way, dice) = (Way.None with { Mean = Ms, Jitter = 30 * Ms }, new Dice(1));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(way.Delay(dice) >= TimeSpan.Zero));
    }

    [Fact]
    public void Each_loss_costs_at_least_200_ms_and_twice_as_much_when_it_is_lost_again()
    {
        var (way, dice) = (Way.None with { Loss = 0.5 }, new Dice(1));
        var delays = Enumerable.Range(0, 1000).Select(_ => (int)(way.Delay(dice) / Ms)).ToList();
        Assert.Equal([0, 200, 600, 1400, 3000], delays.Distinct().Order().Take(5));
        Assert.InRange(delays.Count(delay => delay == 0), 400, 600);
        Assert.InRange(delays.Count(delay => delay == 200), 180, 320);
    }

    [Fact]
    public void However_much_is_lost_there_is_an_end_to_it()
    {
        var way = Way.None with { Loss = 1, Mean = TimeSpan.FromDays(365) };
        Assert.InRange(way.Delay(new(1)), TimeSpan.FromDays(365), TimeSpan.FromDays(365 * 100));
    }

    [Fact]
    public void A_way_passes_unless_it_is_cut_or_an_end_does_not_answer_or_all_is_lost()
    {
        Assert.True(Way.None.Passes);
        Assert.True((Way.None with { Loss = 0.99 }).Passes);
        Assert.False(new Way(default, default, 0, Cut: true, false, false, false).Passes);
        Assert.False(new Way(default, default, 0, false, FromOff: true, false, false).Passes);
        Assert.False(new Way(default, default, 0, false, false, ToOff: true, false).Passes);
        Assert.False(new Way(default, default, 0, false, false, false, Paused: true).Passes);
        Assert.False(new Way(default, default, Loss: 1, false, false, false, false).Passes);
    }

    [Fact]
    public void A_way_is_plain_when_all_arrives_within_the_grain()
    {
        Assert.True(Way.None.IsPlain(TimeSpan.Zero));
        Assert.True(new Way(Ms, Ms, 0, false, false, false, false).IsPlain(2 * Ms));
        Assert.False(new Way(Ms, 2 * Ms, 0, false, false, false, false).IsPlain(2 * Ms));
        Assert.False(new Way(default, default, 0.01, false, false, false, false).IsPlain(Ms));
        Assert.False(new Way(default, default, 0, Cut: true, false, false, false).IsPlain(Ms));
    }
}
