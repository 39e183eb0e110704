using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks;
using Faultline.Tests.Drills.Reports;

namespace Faultline.Tests.Drills.Runbooks;

/// <summary>A report lists all steps of the runbook for what was struck, and says why some did not run.</summary>
public sealed class RehearsalTests
{
    private const string Capacity = "zone-power/capacity/Web";
    private const string Look = "zone-power/look/Web";
    private const string Home = "zone-power/home/Db";

    private static readonly Architecture deployed = new("shop", "us-east-1")
    {
        Groups =
        [
            new(Handle.Of("Web", "web")) { Zones = [new("a", null), new("b", null)], Min = 2, Max = 4, Desired = 2 },
        ],
        Databases = [new(Handle.Of("Db", "orders"), "postgres") { IsMultiAz = true }],
    };

    private static readonly DrillResult survived = MadeResults.Survived();

    private static ImmutableSortedDictionary<string, string> Nothing => ImmutableSortedDictionary<string, string>.Empty;

    [Fact]
    public void Of_what_was_struck_all_steps_are_listed_with_checks_and_ways_back()
    {
        var all = Rehearsal.Of(survived, deployed);
        Assert.Equal(
            [Capacity, Look, "zone-power/look/Db", "zone-power/spread/Web", Home],
            all.Select(one => one.Id));
        Assert.Empty(Rehearsal.Of(survived with { Struck = null }, deployed));
        Assert.Empty(Rehearsal.Of(Struck(new FaultStrike(default, "dns-gone", Nothing)), deployed));
    }

    [Fact]
    public void What_nobody_had_to_do_says_so()
    {
        Assert.Equal(
            (StepOutcome.NotNeeded, "success held again without it, T+12.4 s"), Became(survived, Capacity));
        Assert.Equal((StepOutcome.NotNeeded, "the probes of the drill looked"), Became(survived, Look));
        Assert.Equal(StepOutcome.NotReached, Became(survived, Home).Outcome);
        var calm = survived with { Probes = [survived.Probes[0] with { Rto = TimeSpan.Zero }] };
        Assert.Equal((StepOutcome.NotNeeded, "success never stopped"), Became(calm, Capacity));
    }

    [Theory]
    [InlineData("arn:aws:autoscaling:us-east-1:000000000000:autoScalingGroup:1:autoScalingGroupName/web", true)]
    [InlineData("web", true)]
    [InlineData("arn:aws:autoscaling:us-east-1:000000000000:autoScalingGroup:1:autoScalingGroupName/other-web", false)]
    public void What_went_by_itself_says_so_and_when(string resource, bool isOwn)
    {
        var result = survived with
        {
            Timeline = [.. survived.Timeline, new(At(11), MarkKind.Executed, "started") { Resource = resource }],
        };
        var one = Rehearsal.Of(result, deployed).Single(one => one.Id == Capacity);
        Assert.Equal(isOwn ? StepOutcome.ByItself : StepOutcome.NotNeeded, one.Outcome);
        Assert.Equal(isOwn ? At(11) : (DateTimeOffset?)null, one.At);
        var early = result with
        {
            Timeline =
            [
                .. result.Timeline.Select(mark => mark.Resource == resource ? mark with { At = At(-5) } : mark),
            ],
        };
        Assert.NotEqual(StepOutcome.ByItself, Became(early, Capacity).Outcome);
    }

    [Fact]
    public void What_may_have_been_needed_and_was_not_there_is_not_said_to_be_unneeded()
    {
        var gone = survived with { Probes = [survived.Probes[0] with { Rto = null }] };
        var (outcome, why) = Became(gone, Capacity);
        Assert.Equal(StepOutcome.NotRun, outcome);
        Assert.StartsWith("success of shop never came back", why, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.NotReached, Became(gone with { Broken = "it ended" }, Capacity).Outcome);
        Assert.Equal(StepOutcome.NotRun, Became(survived with { Probes = [] }, Capacity).Outcome);
        Assert.Equal(StepOutcome.NotRun, Became(survived with { Probes = [] }, Look).Outcome);
        var nameless = survived with { Timeline = [.. survived.Timeline, new(At(9), MarkKind.Step, "led away")] };
        Assert.Equal(StepOutcome.NotRun, Became(nameless, Capacity).Outcome);
        var lost = Struck(new SqlStrike(default, new("h", "1", "d", "u", "p"), "DELETE"));
        lost = lost with { Ledger = [lost.Ledger[0] with { AcknowledgedLost = 3 }] };
        Assert.Equal(StepOutcome.NotRun, Became(lost, "destroyed/lost/Db").Outcome);
    }

    [Fact]
    public void A_step_of_several_calls_ran_once_all_of_them_have()
    {
        const string Step = "zone-gray/failover/Db";
        var call = new CallStrike(default, "rds", "RebootDBInstance", "{}") { IsRecovery = true, Step = Step };
        var struck = Struck(call, call with { At = TimeSpan.FromSeconds(9) });
        Assert.Equal((StepOutcome.NotReached, "0 of its 2 calls ran until the drill ended"), Became(struck, Step));
        struck = Marked(struck, MarkKind.Step, 20);
        Assert.Equal((StepOutcome.NotReached, "1 of its 2 calls ran until the drill ended"), Became(struck, Step));
        var ran = Rehearsal.Of(Marked(struck, MarkKind.Step, 30), deployed).Single(one => one.Id == Step);
        Assert.Equal((StepOutcome.Ran, At(20)), (ran.Outcome, ran.At));
        Assert.Equal(StepOutcome.Failed, Became(Marked(struck, MarkKind.StepFailed, 30), Step).Outcome);

        DrillResult Marked(DrillResult result, MarkKind kind, int at) =>
            result with { Timeline = [.. result.Timeline, new(At(at), kind, "done") { Step = Step }] };
    }

    [Fact]
    public void Every_form_lists_the_steps()
    {
        var result = survived with { Runbook = Rehearsal.Of(survived, deployed) };
        const string Says = "The runbook has 5 steps for what was struck: 2 not reached, 3 not needed.";
        const string Became = "no, not needed: success held again without it, T+12.4 s";
        var junit = XElement.Parse(JUnitReport.Of(result)).Element("testsuite")!.Element("system-out")!.Value;
        Assert.All(
            [
                HtmlReport.Of(result, []), MarkdownReport.Of(result), TerminalReport.Of(result, TerminalLook.None),
                junit,
            ],
            form =>
            {
                Assert.Contains(Says, form, StringComparison.Ordinal);
                Assert.Contains(Capacity, form, StringComparison.Ordinal);
                Assert.Contains(Became, form, StringComparison.Ordinal);
            });
        using var json = JsonDocument.Parse(JsonReport.Of(result));
        var first = json.RootElement.GetProperty("runbook")[0];
        Assert.Equal(
            (Capacity, "recovery", "not-needed"),
            (first.GetProperty("step").GetString()!, first.GetProperty("part").GetString()!,
                first.GetProperty("outcome").GetString()!));
    }

    private static (StepOutcome Outcome, string Why) Became(DrillResult result, string step)
    {
        var one = Rehearsal.Of(result, deployed).Single(one => one.Id == step);
        return (one.Outcome, one.Why);
    }

    private static DrillResult Struck(params StrikePlan[] strikes) =>
        survived with { Plan = survived.Plan with { Strikes = [.. strikes] } };

    private static DateTimeOffset At(double seconds) => MadeResults.Struck.AddSeconds(seconds);
}
