using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
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
