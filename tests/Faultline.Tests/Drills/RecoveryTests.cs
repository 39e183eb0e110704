using Faultline.Drills.Measuring;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills;

/// <summary>
/// RTO and outages over tables in which a letter is a second: <c>.</c> all of 100 succeeded, <c>1</c> one failed,
/// <c>2</c> two did, <c>X</c> all did, a blank is a second in which nothing was due. The strike is at the second one.
/// </summary>
public sealed class RecoveryTests
{
    private static readonly DateTimeOffset Zero = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SteadyPlan steady = new();
    private static readonly DateTimeOffset Struck = Zero + TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("................", 0.0, 0)]
    [InlineData("..1111..11......", 0.0, 0)] // 99 % is enough.
    [InlineData("X...............", 0.0, 0)] // Before the strike.
    [InlineData(".XXX............", 3.0, 3)]
    [InlineData("...2............", 3.0, 1)]
    [InlineData("....XX...X..........", 9.0, 2)] // Three seconds are no hold.
    [InlineData(".X.........X..........", 11.0, 1)] // Nor are nine.
    [InlineData(".X..........XX........", 1.0, 2)] // Ten are; what comes later is another outage.
    [InlineData(".XX.........", null, 2)] // It was watched for nine.
    [InlineData(".XXXXXXXXXXX", null, 11)]
    [InlineData(".X X .  .       .", 4.0, 3)] // Blanks show nothing.
    [InlineData(".X  ", null, 1)]
    [InlineData("", 0.0, 0)]
    public void The_time_to_recover_ends_where_success_begins_to_hold(string table, double? rto, double outage)
    {
        Assert.Equal(rto, Recovery.Rto(Seconds(table), Struck, steady)?.TotalSeconds);
        Assert.Equal(outage, Recovery.LongestOutage(Seconds(table), Struck, steady).TotalSeconds);
    }

    [Fact]
    public void A_strike_within_a_second_counts_from_where_it_was()
    {
        var struck = Struck + TimeSpan.FromMilliseconds(300);
        Assert.Equal(1.7, Recovery.Rto(Seconds(".XX............"), struck, steady)!.Value.TotalSeconds);
        Assert.Equal(1.7, Recovery.LongestOutage(Seconds(".XX............"), struck, steady).TotalSeconds);
    }

    [Fact]
    public void Zones_do_not_count_by_themselves() => Assert.Equal(
        TimeSpan.Zero,
        Recovery.Rto(Seconds(".XXX......").Select(second => second with { Zone = "use1-az1" }), Struck, steady));

    [Theory]
    [InlineData(".X....X....", 0.99, 4, 1.0, 1)] // Four seconds are a hold where the plan says so.
    [InlineData(".X...X.....", 0.99, 4, 5.0, 1)]
    [InlineData(".2.2.2.....", 0.98, 4, 0.0, 0)] // As high as the plan says, and no higher.
    [InlineData(".2222222222", 0.985, 4, null, 10)]
    public void What_holds_is_what_the_plan_calls_steady(
        string table, double success, double seconds, double? rto, double outage)
    {
        var own = new SteadyPlan { Success = success, For = TimeSpan.FromSeconds(seconds) };
        Assert.Equal(rto, Recovery.Rto(Seconds(table), Struck, own)?.TotalSeconds);
        Assert.Equal(outage, Recovery.LongestOutage(Seconds(table), Struck, own).TotalSeconds);
    }

    [Fact]
    public void The_time_to_recover_is_split_where_marks_show_it()
    {
        var whole = Split(60, (12, MarkKind.Detected), (20, MarkKind.Decided), (45, MarkKind.Executed));
        Assert.Equal([12.0, 8, 25, 15], Parts(whole));

        // The first of each kind counts, after the one before it, and nothing from before the strike or after the end.
        var more = Split(60, (-5, MarkKind.Detected), (3, MarkKind.Executed), (12, MarkKind.Detected),
            (14, MarkKind.Detected), (20, MarkKind.Decided), (45, MarkKind.Executed), (50, MarkKind.Executed));
        Assert.Equal(Parts(whole), Parts(more));
        Assert.Equal([12.0, null, null, null], Parts(Split(60, (12, MarkKind.Detected), (61, MarkKind.Decided))));
    }

    [Fact]
    public void A_part_that_no_mark_shows_is_not_made_up()
    {
        Assert.Equal([null, null, null, null], Parts(Split(60)));
        Assert.Equal([12.0, null, null, 15], Parts(Split(60, (12, MarkKind.Detected), (45, MarkKind.Executed))));
        Assert.Equal([12.0, 8, 25, null], Parts(
            Split(null, (12, MarkKind.Detected), (20, MarkKind.Decided), (45, MarkKind.Executed))));
        Assert.Equal([null, null, null, null], Parts(Split(0, (0, MarkKind.Detected), (0, MarkKind.Executed))));
    }

    [Fact]
    public void Whoever_decides_has_noticed_by_then()
    {
        // An alarm that fires when the group has replaced what was dead was noticed by nobody who did it.
        Assert.Equal([20.0, 0, 25, 15], Parts(Split(60, (20, MarkKind.Decided), (45, MarkKind.Executed))));
        Assert.Equal([2.0, 0, 3, 55], Parts(Split(
            60, (2, MarkKind.Decided), (5, MarkKind.Executed), (39, MarkKind.Detected), (40, MarkKind.Decided))));
    }

    [Fact]
    public void An_alarm_before_the_first_error_tells_of_something_else()
    {
        Mark[] marks =
        [
            new(Struck.AddSeconds(5), MarkKind.Detected, "ALARM") { Resource = "arn:aws:cloudwatch:x:0:alarm:five" },
            new(Struck.AddSeconds(10), MarkKind.FirstError, "reset"),
            new(Struck.AddSeconds(12), MarkKind.Detected, "ALARM") { Resource = "arn:aws:cloudwatch:x:0:alarm:five" },
        ];
        var result = new ProbeResult("shop") { Rto = TimeSpan.FromSeconds(20) };
        Assert.Equal(12, Faultline.Drills.Measuring.Parts.Split(result, Struck, marks).Detect?.TotalSeconds);
    }

    private static IEnumerable<Second> Seconds(string table) =>
        from at in Enumerable.Range(0, table.Length)
        where table[at] != ' '
        let failed = table[at] switch { 'X' => 100, '.' => 0, var digit => digit - '0' }
        select new Second("shop", null, Zero + TimeSpan.FromSeconds(at)) { Offered = 100, Succeeded = 100 - failed };

    private static ProbeResult Split(double? rto, params (double At, MarkKind Kind)[] marks) =>
        Faultline.Drills.Measuring.Parts.Split(
            new("shop") { Rto = rto is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
            Struck,
            marks.Select(mark => new Mark(Struck + TimeSpan.FromSeconds(mark.At), mark.Kind, "says")));

    private static double?[] Parts(ProbeResult result) =>
    [
        result.Detect?.TotalSeconds, result.Decide?.TotalSeconds, result.Execute?.TotalSeconds,
        result.Recover?.TotalSeconds,
    ];
}
