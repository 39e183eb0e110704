using System.Net;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Running;
using Faultline.Kernel;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Drills;

/// <summary>The phases of a drill: what comes after what, and that nothing is left of it, whatever happens.</summary>
public sealed class DrillStories
{
    private const string Text = """
        name: story
        stacks:
          network: { template: a.yaml }
          shop: { template: b.yaml, parameters: { At: "${network.Url}" } }
        workload:
          orders: { http: "${shop.Url}/", rate: 10, read-back: "${shop.Url}/keys" }
        steady: { for: 5s, within: 30s }
        faults:
          - { at: 0s, fault: zone-power, zone: a, for: 20s }
          - { at: 5s, fis: { actions: { wait: { actionId: "aws:fis:wait" } } } }
          - { at: 8s, fault: api-latency, latency: 1s }
          - at: 10s
            call: sqs:ListQueues
            recovers: true
            step: queues/look
            then: { call: sqs:ListQueues, path: "QueueUrls[0]", is: ready }
        objectives: { rto: 5s, lost-writes: 0 }
        before: 5s
        recover: 60s
        after: 5s
        """;

    [Fact]
    public void A_drill_goes_through_its_phases_in_order_and_leaves_nothing() => Explore.Seeds(50, async world =>
    {
        var play = new Played(world);
        var result = await play.Run();
        Assert.Null(result.Broken);
        Assert.True(result.Passed);
        Assert.Equal(Enum.GetValues<Phase>(), result.Phases.Select(each => each.Phase));
        Assert.Equal(
            result.Phases.Skip(1).Select(each => each.From), result.Phases.SkipLast(1).Select(each => each.To));
        Assert.Equal(
            ["stack network", "stack shop At=http://network", "zone-power zone=use1-az1", "api-latency latency=1s"],
            play.Site.Done);
        Assert.Equal("http://shop/", ((HttpPlan)play.Load!.Plan.Probes[0]).Url);
        Assert.Equal(play.Load.Struck, result.Struck);
        var step = Assert.Single(result.Timeline, mark => mark.Kind == MarkKind.Step);
        Assert.Equal(("sqs:ListQueues", "queues/look"), (step.Says, step.Step));
        var recover = result.Phases[(int)Phase.Recover];
        Assert.True(recover.To >= result.Struck + TimeSpan.FromSeconds(20), "It went on before the fault was over.");
        play.IsClean(result);
    });

    [Fact]
    public void Whatever_happens_at_whatever_step_all_is_cleaned() => Explore.Seeds(400, async world =>
    {
        var play = new Played(world);
        using var interrupt = new CancellationTokenSource();
        var at = 1 + world.Dice.Below(90);
        var how = world.Dice.Below(3);
        play.Site.AtStep = (step, what) =>
        {
            // What cleans up is not kept from it: that it tells what is left is another story.
            if (step != at || play.IsCleaning)
            {
                return;
            }

            switch (how)
            {
                case 0:
                    interrupt.Cancel();
                    break;
                case 1:
                    throw new IOException($"Nobody answers {what}.");
                default:
                    throw new AwsError("InternalFailure", 500, $"{what} failed.");
            }
        };
        play.IsClean(await play.Run(interrupt.Token));
    });

    [Fact]
    public void An_interrupted_drill_says_where_it_was() => Explore.Seeds(50, async world =>
    {
        var play = new Played(world);
        using var interrupt = new CancellationTokenSource();
        var phase = (Phase)world.Dice.Below((int)Phase.Check);
        play.AtPhase = began =>
        {
            if (began == phase)
            {
                interrupt.Cancel();
            }
        };
        var result = await play.Run(interrupt.Token);
        Assert.Equal($"it was interrupted in the phase {phase.ToString().ToLowerInvariant()}", result.Broken);
        Assert.False(result.Passed);
        play.IsClean(result);
    });

    [Fact]
    public void A_stack_that_fails_is_told_by_the_resource_that_failed() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world) { Site = { Fails = ("shop", "no room") } };
        var result = await play.Run();
        Assert.Equal("the stack shop is CREATE_FAILED: Thing (A::Thing): no room", result.Broken);
        Assert.Null(play.Load);
        play.IsClean(result);
    });

    [Fact]
    public void What_is_not_steady_is_not_struck() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world) { Success = static () => 0.5 };
        var result = await play.Run();
        Assert.Equal(
            "the steady state was not reached within 30 s: orders: 50% succeed, wanted 99%.", result.Broken);
        Assert.Null(result.Struck);
        Assert.DoesNotContain(play.Site.Done, done => done.StartsWith("zone-power", StringComparison.Ordinal));
        play.IsClean(result);
    });

    [Fact]
    public void A_standby_that_could_not_take_over_yet_is_waited_for() => Explore.Seeds(50, async world =>
    {
        var play = new Played(world) { Database = new(Handle.Of("Db", "orders"), "postgres") { IsMultiAz = true } };
        play.AtPhase = phase => play.Site.InSync =
            phase == Phase.Steady ? play.Site.Node.Now + TimeSpan.FromSeconds(20) : play.Site.InSync;
        var result = await play.Run();
        Assert.True(result.Struck >= play.Site.InSync, "It struck before the standby had caught up.");
        Assert.True(result.Passed);
        play.IsClean(result);
    });

    [Fact]
    public void Clients_of_the_strike_know_a_system_whose_nodes_are_all_there() => Explore.Seeds(50, async world =>
    {
        var play = new Played(world);
        var began = DateTimeOffset.MaxValue;
        var grown = TimeSpan.FromSeconds(world.Dice.Below(15));
        play.AtPhase = phase =>
        {
            if (phase == Phase.Warm)
            {
                began = play.Site.Node.Now;
                play.Site.IsUp = began + grown;
            }
        };
        play.Site.Leads = () => play.Site.Node.Now >= began + grown
            ? [new(IPAddress.Parse("10.0.0.1")), new(IPAddress.Parse("10.0.0.2"))]
            : [new(IPAddress.Parse("10.0.0.1"))];
        var result = await play.Run();
        var steady = result.Phases[(int)Phase.Steady].From;
        Assert.Equal(steady, play.Load!.Renewed);
        Assert.True(steady >= began + grown + TimeSpan.FromSeconds(5), "It was struck while it still came up.");
        Assert.True(result.Passed);
        play.IsClean(result);
    });

    [Fact]
    public void Where_names_never_come_to_rest_nothing_is_struck() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world);
        var turns = 0;
        play.Site.Leads = () => [new(IPAddress.Parse($"10.0.0.{1 + (++turns % 2)}"))];
        var result = await play.Run();
        Assert.Equal(
            "the steady state was not reached within 30 s: shop has not led to the same addresses for 5 s yet.",
            result.Broken);
        Assert.Null(result.Struck);
        play.IsClean(result);
    });

    [Fact]
    public void Where_no_standby_catches_up_nothing_is_struck() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world) { Database = new(Handle.Of("Db", "orders"), "postgres") { IsMultiAz = true } };
        play.Site.InSync = DateTimeOffset.MaxValue;
        var result = await play.Run();
        Assert.Equal(
            "the standby of orders has not caught up within 30 s: nothing could take over.", result.Broken);
        Assert.Null(result.Struck);
        play.IsClean(result);
    });

    [Fact]
    public void What_does_not_come_back_is_a_finding_and_the_drill_ends_even_so() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world);
        play.Success = () => play.Load?.Struck is null ? 1 : 0;
        var result = await play.Run();
        Assert.Null(result.Broken);
        Assert.Contains(result.Findings, finding => finding.Title == "The steady state did not come back");
        play.IsClean(result);
    });

    [Fact]
    public void A_step_that_never_works_is_told_as_one_that_did_not() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world) { Site = { Queues = "broken" } };
        var result = await play.Run();
        Assert.DoesNotContain(result.Timeline, mark => mark.Kind == MarkKind.Step);
        Assert.Equal("queues/look", Assert.Single(result.Timeline, mark => mark.Kind == MarkKind.StepFailed).Step);
        Assert.Contains(result.Findings, finding => finding.Severity == Severity.Failure);
        play.IsClean(result);
    });

    [Fact]
    public void Stacks_that_are_to_be_kept_are_kept_and_told() => Explore.Seeds(20, async world =>
    {
        var play = new Played(world) { Keeps = true };
        var result = await play.Run();
        Assert.Equal(["stack network", "stack shop"], play.Site.Left);
        Assert.Equal(2, result.LeftBehind.Length);
        Assert.Empty(play.Noted);
    });

    [Fact]
    public void What_a_dead_drill_made_is_removed_by_its_journal() => Explore.Seeds(100, async world =>
    {
        var play = new Played(world);
        var at = 1 + world.Dice.Below(90);
        play.Site.AtStep = (step, _) =>
        {
            if (step == at && !play.IsCleaning)
            {
                throw new InvariantBroken("The drill is killed.");
            }
        };
        try
        {
            await play.Run();
        }
        catch (InvariantBroken)
        {
            // As a kill would be: nothing of the drill goes on, but what was written down is there.
        }

        play.Site.AtStep = static (_, _) => { };
        Assert.Empty(await Leftovers.Clear(play.Site, play.Noted, CancellationToken.None));
        Assert.DoesNotContain(play.Site.Left, left => !left.StartsWith("fault", StringComparison.Ordinal));
    });

    /// <summary>A drill that is played, and what is to be known of it.</summary>
    private sealed class Played(World world) : IDrillProgress, IDrillJournal
    {
        public DrillSite Site { get; } = new(world);

        public ScriptedLoad? Load { get; private set; }

        public Func<double> Success { get; set; } = static () => 1;

        public bool Keeps { get; init; }

        /// <summary>What was deployed besides; nothing reads it where there is none.</summary>
        public Database? Database { get; init; }

        public Action<Phase> AtPhase { get; set; } = static _ => { };

        public IReadOnlyList<TrailEntry> Noted { get; private set; } = [];

        public bool IsCleaning { get; private set; }

        public Task<DrillResult> Run(CancellationToken ct = default) => Drill.Play(
            Site,
            DrillFile.Parse("story.yaml", Text, path => path),
            new()
            {
                Tool = "story",
                Workload = (_, plan) => Load = new(Site, plan) { Success = () => Success() },
                Progress = this,
                Journal = this,
                Keeps = Keeps,
                Deployed = Database is { } one
                    ? (_, _, _) => new(new Architecture("story", "us-east-1") { Databases = [one] })
                    : null,
            },
            ct);

        public void IsClean(DrillResult result)
        {
            Assert.Empty(Site.Left);
            Assert.Empty(result.LeftBehind);
            Assert.Empty(Noted);
            Assert.True(Load is null || (Load.IsStopped && Load.IsDisposed));
        }

        public void Began(Phase phase, string says)
        {
            IsCleaning |= phase is Phase.Check or Phase.Clean;
            AtPhase(phase);
        }

        public void Ticked(DrillTick tick)
        {
        }

        public void Marked(Mark mark)
        {
        }

        public void Note(IReadOnlyList<TrailEntry> trail) => Noted = trail;
    }
}
