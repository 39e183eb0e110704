using System.Collections.Immutable;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks;

namespace Faultline.Tests.Drills.Reports;

/// <summary>Findings come from the numbers, and only from them.</summary>
public sealed class FindingsTests
{
    [Fact]
    public void All_in_the_zone_that_died_is_why_a_drill_in_one_zone_fails()
    {
        var finding = One(MadeResults.SingleZone(), "All of shop was in the zone that died");
        Assert.Equal(Severity.Failure, finding.Severity);
        Assert.Contains("came from use1-az2", finding.Says, StringComparison.Ordinal);
        Assert.Contains("It came back only after the zone did, T+40.0 s.", finding.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "It was in ALARM from T−30.0 s on")]
    [InlineData(true, "It was in ALARM at T−30.0 s, and no more")]
    public void An_alarm_that_fired_before_the_strike_told_of_something_else(bool isQuietAgain, string says)
    {
        const string Arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:alone";
        var result = MadeResults.Survived();
        Mark Changed(int seconds, MarkKind kind) =>
            new(MadeResults.Struck.AddSeconds(seconds), kind, "it changed") { Resource = Arn };
        var early = result with
        {
            Timeline =
            [
                Changed(-30, MarkKind.Detected),
                .. isQuietAgain ? [Changed(-5, MarkKind.Other)] : Array.Empty<Mark>(), .. result.Timeline,
            ],
        };
        var finding = One(early, "The alarm alone fired before the strike");
        Assert.Equal(Severity.Note, finding.Severity);
        Assert.StartsWith(says, finding.Says, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Of(result), each => each.Title.Contains("before the strike", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dip_by_the_share_of_the_dead_zone_is_as_it_should_be()
    {
        var finding = One(MadeResults.Survived(), "shop dipped by the share of its struck zone, no more");
        Assert.Equal(Severity.Note, finding.Severity);
        Assert.Contains(
            "1 of 3 zones was struck, so 66.6 % of attempts should have gone on; in the worst second it was 67 %.",
            finding.Says,
            StringComparison.Ordinal);
        Assert.Contains("The dip lasted 12.4 s, of which 6.1 s", finding.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deeper_dip_is_a_weakness()
    {
        var result = MadeResults.Survived();
        var deeper = result with
        {
            Seconds = [.. result.Seconds.Select(one => one.Zone is null && one.At == MadeResults.Struck.AddSeconds(3)
                ? one with { Succeeded = one.Offered / 5 }
                : one)],
        };
        Assert.Equal(Severity.Weakness, One(deeper, "shop lost more than the share of its struck zone").Severity);
        Assert.DoesNotContain(Of(deeper), each => each.Title.Contains("no more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(20, 9, true)] // Of twenty attempts nine can be all of a good second.
    [InlineData(20, 6, false)]
    [InlineData(5, 1, true)]
    [InlineData(100, 45, false)]
    public void Few_attempts_say_little_of_a_second(int offered, int succeeded, bool isAsItShouldBe)
    {
        var result = MadeResults.Survived();
        var few = result with
        {
            Seconds = [.. result.Seconds.Select(one => one.Zone is null && one.At == MadeResults.Struck.AddSeconds(3)
                ? one with { Offered = offered, Succeeded = succeeded }
                : one)],
        };
        Assert.Equal(isAsItShouldBe ? Severity.Note : Severity.Weakness, One(few, isAsItShouldBe
            ? "shop dipped by the share of its struck zone, no more"
            : "shop lost more than the share of its struck zone").Severity);
    }

    [Fact]
    public void A_recovery_that_took_too_long_names_its_longest_part()
    {
        var finding = One(MadeResults.Survived(rto: 38), "shop took 8.0 s too long to recover");
        Assert.Contains("Most of it, 26.2 s, is \"recover\".", finding.Says, StringComparison.Ordinal);
        Assert.Contains("TTL", finding.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain(Of(MadeResults.Survived()),
            each => each.Title.Contains("too long", StringComparison.Ordinal));
    }

    [Fact]
    public void What_came_back_only_after_the_fault_says_so_and_not_that_clients_were_late()
    {
        var finding = One(MadeResults.SingleZone(), "shop took 17.3 s too long to recover");
        Assert.Contains(
            "Nothing took over while the fault lasted, 40.0 s; 7.3 s more went by after that.", finding.Says,
            StringComparison.Ordinal);
        Assert.Contains("run already", finding.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:cloudwatch:us-east-1:000000000000:alarm:late", true)]
    [InlineData("web", false)]
    public void An_alarm_that_noticed_alone_is_told_from_a_check(string resource, bool isAlarm)
    {
        var result = MadeResults.Survived(rto: 38);
        var slow = result with
        {
            Probes = [result.Probes[0] with { Detect = TimeSpan.FromSeconds(36), Execute = null, Recover = null }],
            Timeline = [new(MadeResults.Struck.AddSeconds(36), MarkKind.Detected, "ALARM") { Resource = resource }],
        };
        var finding = One(slow, "shop took 8.0 s too long to recover");
        Assert.Contains("Most of it, 36.0 s, is \"detect\".", finding.Says, StringComparison.Ordinal);
        Assert.Equal(isAlarm, finding.Says.Contains("Only an alarm noticed", StringComparison.Ordinal));
        Assert.Equal(isAlarm, finding.Advice.Contains("No check saw it", StringComparison.Ordinal));
    }

    [Fact]
    public void Success_that_never_came_back_is_a_failure()
    {
        var result = MadeResults.Survived();
        var gone = result with { Probes = [result.Probes[0] with { Rto = null }] };
        Assert.Equal(Severity.Failure, One(gone, "Success of shop never came back").Severity);
    }

    [Fact]
    public void Lost_writes_and_two_histories_are_failures_and_doubles_a_note()
    {
        Assert.Equal(Severity.Failure,
            One(MadeResults.SingleZone(), "Acknowledged writes of orders are lost").Severity);
        Assert.Equal(Severity.Note, One(MadeResults.Survived(), "Some of orders is there twice").Severity);
        var result = MadeResults.Survived();
        var split = result with { Ledger = [result.Ledger[0] with { Divergent = 2 }] };
        Assert.Equal(Severity.Failure, One(split, "orders has two histories").Severity);
    }

    [Fact]
    public void A_database_without_standby_in_the_dead_zone_is_named_with_when_its_zone_was_back()
    {
        var deployed = new Architecture("shop", "us-east-1")
        {
            Databases = [new(Handle.Of("Db", "orders"), "postgres") { Zone = new("us-east-1b", "use1-az2") }],
        };
        var finding = One(MadeResults.SingleZone(), "The database orders died with its zone", deployed);
        Assert.Contains("The zone had power again T+40.0 s.", finding.Says, StringComparison.Ordinal);
        var standing = deployed with { Databases = [deployed.Databases[0] with { IsMultiAz = true }] };
        Assert.DoesNotContain(Findings.Of(MadeResults.SingleZone(), standing),
            each => each.Title.Contains("died with", StringComparison.Ordinal));
        var other = deployed.Databases[0] with { Zone = new("us-east-1a", "use1-az4") };
        var elsewhere = deployed with { Databases = [other] };
        Assert.DoesNotContain(Findings.Of(MadeResults.SingleZone(), elsewhere),
            each => each.Title.Contains("died with", StringComparison.Ordinal));
    }

    [Fact]
    public void An_alarm_that_should_have_fired_and_did_not_is_found()
    {
        var alarm = new Alarm(Handle.Of("Slow", "no-hosts"))
        {
            Period = TimeSpan.FromSeconds(10), Periods = 2, Acts = true,
        };
        var deployed = new Architecture("shop", "us-east-1") { Alarms = [alarm] };
        Assert.Equal(Severity.Weakness,
            One(MadeResults.SingleZone(), "The alarm no-hosts never fired", deployed).Severity);

        var result = MadeResults.SingleZone();
        var fired = result with
        {
            Timeline = result.Timeline.Add(new(MadeResults.Struck.AddSeconds(25), MarkKind.Detected, "in ALARM")
            {
                Resource = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:no-hosts",
            }),
        };
        Assert.DoesNotContain(Findings.Of(fired, deployed),
            each => each.Title.Contains("never fired", StringComparison.Ordinal));

        // Twelve seconds are less than the alarm takes.
        Assert.DoesNotContain(Findings.Of(MadeResults.Survived(), deployed),
            each => each.Title.Contains("never fired", StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_that_the_runbook_does_not_have_is_found()
    {
        var deployed = new Architecture("shop", "us-east-1")
        {
            Databases = [new(Handle.Of("Db", "orders"), "postgres") { IsMultiAz = true }],
        };
        DrillResult Going(string step)
        {
            var result = MadeResults.Survived();
            var call = new CallStrike(default, "rds", "RebootDBInstance", "{}") { IsRecovery = true, Step = step };
            return result with { Plan = result.Plan with { Strikes = [.. result.Plan.Strikes, call] } };
        }

        Assert.Equal(
            Severity.Weakness,
            One(Going("database-dies/fail/Db"), "The runbook has no step database-dies/fail/Db", deployed).Severity);
        Assert.DoesNotContain(
            Findings.Of(Going("database-dies/failover/Db"), deployed),
            each => each.Title.Contains("no step", StringComparison.Ordinal));
    }

    [Fact]
    public void A_load_that_was_late_itself_and_what_is_left_behind_are_weaknesses()
    {
        var result = MadeResults.Survived();
        var late = result with
        {
            Probes = [result.Probes[0] with { SentLateP99Ms = 180 }],
            LeftBehind = ["the stack shop"],
        };
        Assert.Contains("180.0 ms", One(late, "The load of shop itself was late").Says, StringComparison.Ordinal);
        Assert.Equal("the stack shop", One(late, "The drill left something behind").Says);
    }

    [Fact]
    public void Without_a_strike_or_trouble_nothing_is_found()
    {
        var calm = MadeResults.Survived() with { Struck = null, Timeline = [], Ledger = [], Probes = [] };
        Assert.Empty(Of(calm));
    }

    private static ImmutableArray<Finding> Of(DrillResult result) => Findings.Of(result, deployed: null);

    private static Finding One(DrillResult result, string title, Architecture? deployed = null) =>
        Assert.Single(Findings.Of(result, deployed), finding => finding.Title == title);
}
