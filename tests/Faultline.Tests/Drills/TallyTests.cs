using Faultline.Drills.Measuring;

namespace Faultline.Tests.Drills;

/// <summary>Attempts by the second, and what they show of a probe.</summary>
public sealed class TallyTests
{
    private static readonly DateTimeOffset Zero = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_attempt_counts_in_the_second_in_which_it_was_due()
    {
        var seconds = Tally.Seconds(
        [
            Attempt(0.1, 5, zone: "a"), Attempt(0.9, 3000, zone: "b"), Attempt(1.0, 7, failure: "reset", zone: "b"),
            Attempt(1.5, 7, failure: "503"), Attempt(3.0, 7, zone: "a"),
        ]);
        Assert.Equal(
            ["  0 2 2", "  1 2 0", "  3 1 1", " a 0 1 1", " a 3 1 1", " b 0 1 1", " b 1 1 0"],
            seconds.Select(second =>
                $" {second.Zone} {(second.At - Zero).TotalSeconds} {second.Offered} {second.Succeeded}"));
        Assert.Equal(3000, seconds[0].MaxMs);
        Assert.InRange(seconds[0].P50Ms, 4.95, 5.05);
        Assert.Equal(["503", "reset"], seconds[1].Failures.Keys);
        Assert.Equal(0, seconds[1].MaxMs);
    }

    [Fact]
    public void A_probe_is_judged_from_the_strike_on_to_the_tick()
    {
        Attempt[] attempts =
        [
            Attempt(0.1, 5, failure: "timeout"), Attempt(0.5, 5), Attempt(0.6, 2000, failure: "timeout", zone: "a"),
            Attempt(0.7, 5, failure: "refused", zone: "b"), Attempt(0.8, 20),
        ];
        var struck = Zero + TimeSpan.FromSeconds(0.5);
        var result = Summary.Of("shop", attempts, Tally.Seconds(attempts), struck, new());
        Assert.Equal((4, 2, 0.5, 20.0), (result.Offered, result.Succeeded, result.Availability, result.MaxMs));
        Assert.Equal(["refused", "timeout"], result.Failures.Keys);
        Assert.Null(result.Rto);

        // The first error is the first that a client heard of, not the first that was due.
        var mark = Assert.Single(Summary.Marks(result, attempts, struck));
        Assert.Equal(("b", Zero + TimeSpan.FromSeconds(0.705)), (mark.Zone, mark.At));
    }

    [Fact]
    public void Without_a_strike_all_counts_and_nothing_had_to_recover()
    {
        var result = Summary.Of("shop", [Attempt(0.1, 5, failure: "timeout"), Attempt(0.5, 5)], [], null, new());
        Assert.Equal((2, 1, TimeSpan.Zero), (result.Offered, result.Succeeded, result.Rto));
    }

    [Fact]
    public void A_look_counts_what_has_no_outcome_once_it_is_past_its_patience()
    {
        var log = new AttemptLog("shop");
        var (second, patience) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        for (var at = 0; at < 10; at++)
        {
            log.Begin(Zero + at * second, TimeSpan.Zero);
        }

        log.End(3, Zero + 3 * second, Zero + 4 * second, succeeded: true, "a", null);
        log.End(8, Zero + 8 * second, Zero + 9 * second, succeeded: true, "b", null);
        log.End(9, Zero + 9 * second, Zero + 9 * second, succeeded: false, "a", "reset");
        var look = log.Look(Zero + 6 * second, Zero + 9 * second, patience);
        Assert.Equal((10, 3, 1), (look.Offered, look.Judged, look.Succeeded.Count));
        Assert.Equal(["a"], look.DeadZones);
        Assert.Equal(3, log.Ended().Count());
    }

    [Fact]
    public void A_log_keeps_more_than_it_has_in_one_piece()
    {
        var log = new AttemptLog("shop");
        for (var at = 0L; at < 10_000; at++)
        {
            var due = Zero + TimeSpan.FromMilliseconds(at);
            Assert.Equal(at, log.Begin(due, TimeSpan.FromMicroseconds(at % 100)));
            var (done, succeeded) = (due + TimeSpan.FromMicroseconds(at), at % 2 == 0);
            log.End(at, due, done, succeeded, $"zone {at % 3}", succeeded ? null : "x");
        }

        var all = log.Ended().ToList();
        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(at => (double)at), all.Select(each => each.Latency.TotalMicroseconds));
        Assert.All(all.Index(), each => Assert.Equal(
            ($"zone {each.Index % 3}", each.Index % 2 == 0), (each.Item.Zone, each.Item.Failure is null)));
        Assert.InRange(log.Lateness().Quantile(0.99).TotalMicroseconds, 97, 100);
    }

    private static Attempt Attempt(double due, double ms, string? failure = null, string? zone = null)
    {
        var at = Zero + TimeSpan.FromSeconds(due);
        var done = at + TimeSpan.FromMilliseconds(ms);
        return new("shop", at, at, done, failure is null) { Zone = zone, Failure = failure };
    }
}
