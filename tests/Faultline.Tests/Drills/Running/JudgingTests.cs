using System.Collections.Immutable;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Running;

namespace Faultline.Tests.Drills.Running;

/// <summary>What was measured, held against what was wanted.</summary>
public sealed class JudgingTests
{
    private static readonly ProbeResult well = new("orders")
    {
        Offered = 1000, Succeeded = 990, Availability = 0.99, P99Ms = 120, Rto = TimeSpan.FromSeconds(12),
    };

    [Theory]
    [InlineData(12, true)]
    [InlineData(11.9, false)]
    public void The_time_to_recover_is_at_most_what_was_wanted(double wanted, bool met)
    {
        var judged = Assert.Single(Of(new() { Rto = TimeSpan.FromSeconds(wanted) }, well));
        Assert.Equal(("rto", "orders", "12 s", met), (judged.Name, judged.Probe, judged.Actual, judged.Met));
    }

    [Fact]
    public void What_never_came_back_has_met_no_time()
    {
        var judged = Assert.Single(Of(new() { Rto = TimeSpan.FromHours(1) }, well with { Rto = null }));
        Assert.Equal(("never", false), (judged.Actual, judged.Met));
    }

    [Theory]
    [InlineData(0.99, true)]
    [InlineData(0.991, false)]
    public void Availability_is_at_least_what_was_wanted(double wanted, bool met) =>
        Assert.Equal(met, Assert.Single(Of(new() { Availability = wanted }, well)).Met);

    [Fact]
    public void What_was_missed_by_a_hair_is_not_shown_as_what_was_wanted()
    {
        var missed = Of(
            new() { Rto = TimeSpan.FromSeconds(30), Availability = 1, P99 = TimeSpan.FromSeconds(1) },
            well with { Rto = TimeSpan.FromSeconds(30.0002), Availability = 0.9999999, P99Ms = 1000.01 });
        Assert.Equal(
            [("30 s", "30.001 s"), ("100%", "99.999%"), ("1000 ms", "1000.1 ms")],
            missed.Select(each => (each.Target, each.Actual)));
        Assert.All(missed, each => Assert.False(each.Met));
    }

    [Fact]
    public void Where_nothing_was_tried_nothing_is_met() => Assert.All(
        Of(
            new() { Availability = 0, P99 = TimeSpan.FromSeconds(1) },
            well with { Offered = 0, Succeeded = 0, P99Ms = 0, Availability = 1 }),
        judged => Assert.False(judged.Met));

    [Fact]
    public void What_a_probe_says_for_itself_goes_before_what_is_said_for_all()
    {
        var objectives = new Objectives
        {
            Rto = TimeSpan.FromSeconds(5),
            P99 = TimeSpan.FromSeconds(1),
            OfProbes = ImmutableSortedDictionary<string, Objectives>.Empty
                .Add("orders", new() { Rto = TimeSpan.FromSeconds(20) }),
        };
        Assert.Equal(
            [("rto", "orders", true), ("p99", "orders", true), ("rto", "pages", false), ("p99", "pages", true)],
            Judging.Of(objectives, [well, well with { Name = "pages" }], [])
                .Select(judged => (judged.Name, judged.Probe!, judged.Met)));
    }

    [Theory]
    [InlineData(0, null, true, true)]
    [InlineData(3, 4.0, false, false)]
    [InlineData(1, null, false, false)]
    public void Lost_writes_and_their_age_are_judged_of_whoever_writes(
        long lost, double? age, bool countMet, bool ageMet)
    {
        var verdict = new LedgerVerdict("orders")
        {
            Acknowledged = 100,
            AcknowledgedLost = lost,
            Rpo = age is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        var judged = Judging.Of(new() { LostWrites = 0, Rpo = TimeSpan.Zero }, [], [verdict]);
        Assert.Equal([("lost-writes", countMet), ("rpo", ageMet)], judged.Select(each => (each.Name, each.Met)));
    }

    [Fact]
    public void Where_nobody_could_see_what_is_there_nothing_is_met_and_nobody_says_that_all_is_there()
    {
        var verdict = new LedgerVerdict("orders") { Acknowledged = 100, Unknown = "nobody answered in time." };
        var judged = Judging.Of(new() { LostWrites = 0, Rpo = TimeSpan.Zero }, [], [verdict]);
        Assert.Equal([("unknown", false), ("unknown", false)], judged.Select(each => (each.Actual, each.Met)));
        Assert.Equal(
            "what became of 100 acknowledged writes is not known: nobody answered in time.",
            Faultline.Drills.Reports.Pages.LedgerSection.Says(verdict));
    }

    [Fact]
    public void What_is_not_said_is_not_judged() => Assert.Empty(Of(new(), well));

    private static ImmutableArray<ObjectiveResult> Of(Objectives objectives, ProbeResult probe) =>
        Judging.Of(objectives, [probe], []);
}
