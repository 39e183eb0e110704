using Faultline.Drills.Plans;
using Faultline.Drills.Probes;

namespace Faultline.Tests.Drills;

/// <summary>When attempts are due.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Attempts_are_due_evenly_from_the_beginning_on()
    {
        var schedule = new Schedule(4);
        Assert.Equal([0, 250, 500, 750, 1000], Due(schedule, 5));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(499.5)]
    public void A_rate_that_no_clock_divides_does_not_drift(double rate)
    {
        var number = (long)(rate * 36_000);
        Assert.Equal(number / rate, new Schedule(rate).Due(number)!.Value.TotalSeconds, tolerance: 1e-6);
    }

    [Fact]
    public void Steps_count_from_the_strike_and_leave_what_was_before()
    {
        var schedule = new Schedule(2).Struck(Ms(2000), [new(Ms(1000), 10), new(Ms(2000), 1)]);
        Assert.Equal(
            [0, 500, 1000, 1500, 2000, 2500, 3000, 3100, 3200, 3300, 3400, 3500, 3600, 3700, 3800, 3900, 4000, 5000],
            Due(schedule, 18));
    }

    [Fact]
    public void A_step_in_between_two_attempts_keeps_the_share_that_has_passed()
    {
        var schedule = new Schedule(1).Struck(Ms(500), [new(TimeSpan.Zero, 2)]);
        Assert.Equal([0, 750, 1250], Due(schedule, 3));
    }

    [Fact]
    public void At_a_rate_of_nothing_nothing_is_due_until_the_next_step()
    {
        var schedule = new Schedule(1).Struck(Ms(1500), [new(TimeSpan.Zero, 0), new(Ms(5000), 1)]);
        Assert.Equal([0, 1000, 7000, 8000], Due(schedule, 4));
        Assert.Null(new Schedule(0).Due(0));
        Assert.Null(new Schedule(1).Struck(Ms(1500), [new(TimeSpan.Zero, 0)]).Due(2));
    }

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);

    private static IEnumerable<double> Due(Schedule schedule, int count) =>
        Enumerable.Range(0, count).Select(number => schedule.Due(number)!.Value.TotalMilliseconds);
}
