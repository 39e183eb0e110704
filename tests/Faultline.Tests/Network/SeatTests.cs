using Faultline.Network.Polling;

namespace Faultline.Tests.Network;

/// <summary>Numbers that say where one sits, and never mean another.</summary>
public sealed class SeatTests
{
    private readonly Seats<Guest> seats = new();

    [Fact]
    public void Everybody_is_found_by_his_number()
    {
        var all = Enumerable.Range(0, 1000).Select(i => new Guest($"{i}")).ToList();
        var numbers = all.ConvertAll(seats.Take);
        Assert.Equal(1000, numbers.Distinct().Count());
        Assert.Equal(numbers, all.Select(each => each.Seat));
        Assert.Equal(all, numbers.Select(seats.Find));
        Assert.DoesNotContain(0UL, numbers);
    }

    [Fact]
    public void A_number_that_was_given_back_means_nobody_though_another_sits_there()
    {
        var first = seats.Take(new("first"));
        seats.Give(first);
        Assert.Null(seats.Find(first));
        var second = seats.Take(new("second"));
        Assert.Equal((uint)first, (uint)second);
        Assert.Null(seats.Find(first));
        Assert.Equal("second", seats.Find(second)?.Name);
    }

    [Fact]
    public void A_number_that_is_given_back_twice_frees_one_seat()
    {
        var first = seats.Take(new("first"));
        seats.Give(first);
        seats.Give(first);
        var (one, other) = (seats.Take(new("one")), seats.Take(new("other")));
        Assert.Equal(("one", "other"), (seats.Find(one)?.Name, seats.Find(other)?.Name));
    }

    private sealed class Guest(string name) : ISeated
    {
        public string Name => name;

        public ulong Seat { get; set; }
    }
}
