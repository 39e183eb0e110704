using Faultline.Kernel;

namespace Faultline.Tests.Kernel;

public sealed class DiceTests
{
    [Fact]
    public void The_same_seed_throws_the_same()
    {
        Assert.Equal(Throws(new Dice(7)), Throws(new Dice(7)));
        Assert.NotEqual(Throws(new Dice(7)), Throws(new Dice(8)));
    }

    [Fact]
    public void A_fork_does_not_depend_on_throws_or_on_other_forks()
    {
        var (one, other) = (new Dice(7), new Dice(7));
        other.Next();
        other.Fork("b");
        Assert.Equal(Throws(one.Fork("a")), Throws(other.Fork("a")));
    }

    [Fact]
    public void Every_fork_throws_something_else()
    {
        var dice = new Dice(7);
        Dice[] all = [dice, dice.Fork("a"), dice.Fork("b"), dice.Fork("a").Fork("a"), dice.Fork("a").Fork("b"),
            dice.Fork("b").Fork("a"), dice.Fork(new('a', 1000))];
        Assert.Equal(all.Length, all.Select(Throws).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(int.MaxValue)]
    public void Below_stays_below_its_limit_and_reaches_every_part_of_it(int limit)
    {
        var dice = new Dice(1);
        var all = Enumerable.Range(0, 1000).Select(_ => dice.Below(limit)).ToList();
        Assert.All(all, value => Assert.InRange(value, 0, limit - 1));
        var parts = Math.Min(limit, 6);
        Assert.Equal(parts, all.Select(value => (int)((long)value * parts / limit)).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => dice.Below(0));
    }

    [Fact]
    public void Chance_strikes_with_its_share()
    {
        var dice = new Dice(1);
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => dice.Chance(0.3)), 2800, 3200);
        Assert.False(dice.Chance(0));
        Assert.True(dice.Chance(1));
    }

    [Fact]
    public void Fill_fills_every_byte_whatever_the_length()
    {
        for (var length = 0; length < 20; length++)
        {
            var seen = new byte[length];
            var dice = new Dice(1);
            for (var i = 0; i < 50; i++)
            {
                var bytes = new byte[length];
                dice.Fill(bytes);
                for (var at = 0; at < length; at++)
                {
                    seen[at] |= bytes[at];
                }
            }

            Assert.All(seen, value => Assert.Equal(255, value));
        }
    }

    [Fact]
    public void Unforeseen_dice_differ() => Assert.NotEqual(Throws(Dice.Unforeseen()), Throws(Dice.Unforeseen()));

    private static string Throws(Dice dice)
    {
        var bytes = new byte[64];
        dice.Fill(bytes);
        return Convert.ToHexString(bytes);
    }
}
