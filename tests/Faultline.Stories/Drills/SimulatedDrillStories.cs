using System.Collections.Immutable;
using Faultline.Api.Rds;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks.Reading;
using Faultline.Drills.Running;
using Faultline.Drills.Simulated;
using Faultline.Kernel.Times;

namespace Faultline.Stories.Drills;

/// <summary>The examples' own drills in simulated time: well built shops come back under every seed.</summary>
public sealed class SimulatedDrillStories
{
    private const int Seeds = 5;

    private static readonly DrillSettings settings = new() { Tool = "stories", Workload = SimulatedDrill.Load };

    [Theory]
    [InlineData("lose-a-zone")]
    [InlineData("lose-an-instance")]
    [InlineData("lose-the-database")]
    public void The_shop_over_three_zones_meets_its_objectives(string drill)
    {
        var plan = Plan($"shop/{drill}");
        Assert.Empty(SimulatedDrill.Lacks(plan));
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var result = SimulatedDrill.Play(plan, seed, Timing.Fast, settings);
            Assert.True(result.Passed, Said(result));
        }
    }

    /// <summary>What one seed shows is enough here: these are about what is not to fail at all.</summary>
    [Theory]
    [InlineData("frozen-control-plane")]
    [InlineData("gray-zone")]
    [InlineData("traffic-spike")]
    public void The_shop_over_three_zones_meets_its_objectives_in_the_other_drills(string drill)
    {
        var plan = Plan($"shop/{drill}");
        Assert.Empty(SimulatedDrill.Lacks(plan));
        var result = SimulatedDrill.Play(plan, 1, Timing.Fast, settings);
        Assert.True(result.Passed, Said(result));
        Assert.DoesNotContain(result.Findings, finding => finding.Severity == Severity.Failure);
    }

    [Fact]
    public void A_zone_has_one_name_in_all_that_a_drill_finds()
    {
        var result = SimulatedDrill.Play(Plan("shop/lose-a-zone"), 1, Timing.Fast, settings);
        string[] names = ["us-east-1a", "us-east-1b", "us-east-1c"];
        Assert.Subset(names.ToHashSet(), result.Seconds.Select(each => each.Zone).OfType<string>().ToHashSet());
        Assert.Equal(3, result.Seconds.Where(each => each.Probe == "browse").Select(each => each.Zone).OfType<string>()
            .Distinct().Count());
        Assert.Subset(names.ToHashSet(), result.Timeline.Select(each => each.Zone).OfType<string>().ToHashSet());
    }

    [Fact]
    public void A_standby_that_is_gone_is_out_of_sync()
    {
        IReadOnlyList<string>? without = null;
        var watching = settings with
        {
            Deployed = async (site, plan, ct) =>
            {
                var known = await site.Observe<DBInstanceMessage>(
                    plan.Region, RdsModel.Service, "DescribeDBInstances", new DescribeDBInstancesMessage(), ct);
                var database = Assert.Single(known.DBInstances!);
                var zone = plan.ZoneNames.Single(each => each.Value == database.SecondaryAvailabilityZone).Key;
                var given = ImmutableSortedDictionary<string, string>.Empty.Add("zone", zone);
                await site.Begin(new("zone-power", given, TimeSpan.FromSeconds(20), "drill"), ct);
                for (var looks = 0; looks < 200 && without is not { Count: > 0 }; looks++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), site.Node.Clock, ct);
                    without = await site.OutOfSync(plan.Region, [database.DBInstanceIdentifier!], ct);
                }

                return await FromStack.Of(site, plan, ct);
            },
        };
        var result = SimulatedDrill.Play(Plan("shop/lose-the-database"), 1, Timing.Fast, watching);
        Assert.Single(without!);
        Assert.True(result.Passed, Said(result));
    }

    [Fact]
    public void The_shop_in_one_zone_misses_them_and_says_which()
    {
        var result = SimulatedDrill.Play(Plan("single-zone/lose-a-zone"), 1, Timing.Fast, settings);
        Assert.Null(result.Broken);
        Assert.Contains(result.Objectives, objective => !objective.Met);
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var plan = Plan("shop/lose-the-database");
        Assert.Equal(Again(), Again());

        string Again() => Said(SimulatedDrill.Play(plan, 7, Timing.Fast, settings));
    }

    private static DrillPlan Plan(string name) => DrillFile.Read(Path.Combine(Examples(), $"{name}.yaml"));

    private static string Examples()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "examples")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "examples");
    }

    private static string Said(DrillResult result) => string.Join(
        '\n',
        [
            $"{result.Plan.Name} under seed {result.Seed}: {result.Broken ?? "played"}",
            .. result.Objectives.Select(each => $"{each.Name} {each.Probe}: {each.Actual} of {each.Target}"),
            .. result.Probes.Select(each => $"{each.Name}: {each.Succeeded} of {each.Offered}, {each.Rto}, "
                + string.Join(' ', each.Failures.Select(failure => $"{failure.Key}={failure.Value}"))),
            .. result.Ledger.Select(each => $"{each}"),
            .. result.Findings.Select(each => $"{each.Title}: {each.Says}"),
            .. result.LeftBehind,
        ]);
}
