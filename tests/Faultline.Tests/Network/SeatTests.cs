using Faultline.Network.Polling;

namespace Faultline.Tests.Network;

/// <summary>Numbers that say where one sits, and never mean another.</summary>
public sealed class SeatTests
{
    private readonly Seats<string> seats = new();

    [Fact]
    public void Everybody_is_found_by_his_number()
    {
        var all = Enumerable.Range(0, 1000).Select(i => (Id: seats.Take($"{i}"), Who: $"{i}")).ToList();
        Assert.Equal(1000, all.Select(each => each.Id).Distinct().Count());
        Assert.DoesNotContain(all, each => seats.Find(each.Id) != each.Who);
        Assert.DoesNotContain(0UL, all.Select(each => each.Id));
    }

    [Fact]
    public void A_number_that_was_given_back_means_nobody_though_another_sits_there()
    {
        var first = seats.Take("first");
        seats.Give(first);
        Assert.Null(seats.Find(first));
        var second = seats.Take("second");
        Assert.Equal((uint)first, (uint)second);
        Assert.Null(seats.Find(first));
        Assert.Equal("second", seats.Find(second));
    }

    [Fact]
    public void A_number_that_is_given_back_twice_frees_one_seat()
    {
        var first = seats.Take("first");
        seats.Give(first);
        seats.Give(first);
        var (one, other) = (seats.Take("one"), seats.Take("other"));
        Assert.Equal(("one", "other"), (seats.Find(one), seats.Find(other)));
    }
}
