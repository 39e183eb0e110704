using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks.Reading;
using Faultline.Drills.Running;
using Faultline.Kernel.Times;
using Faultline.Simulation;

namespace Faultline.Drills.Simulated;

/// <summary>Plays a drill in simulated time, a seed a run.</summary>
public static class SimulatedDrill
{
    /// <summary>A load of minutes takes more steps than a story does.</summary>
    private static readonly Limits limits = Limits.Default with { StepsMax = 200_000_000 };

    /// <summary>What the drill asks for that a simulation does not have; nothing where it can be played.</summary>
    public static IEnumerable<string> Lacks(DrillPlan plan)
    {
        foreach (var stack in plan.Stacks.Where(stack => stack.Region != plan.Region))
        {
            yield return $"a simulation has one region, {plan.Region}: the stack {stack.Name} is in {stack.Region}.";
        }

        foreach (var strike in plan.Strikes.OfType<SqlStrike>())
        {
            yield return $"a simulation knows no SQL, which is run {strike.At.TotalSeconds:0} s after the first strike";
        }
    }

    /// <summary>
    /// Plays it once. A <see cref="StoryFailed"/> or a run that never ends is a fault of ours: its message says which.
    /// </summary>
    public static DrillResult Play(DrillPlan plan, ulong seed, Timing timing, DrillSettings settings)
    {
        DrillResult? result = null;
        var run = Explore.Once(
            seed,
            async world =>
            {
                await using var site = await SimulatedSite.Open(world, plan.Region, plan.Account, timing);
                var own = settings with
                {
                    Seed = seed, IsSimulated = true, Deployed = settings.Deployed ?? FromStack.Of,
                };
                result = await Drill.Play(site, plan, own, CancellationToken.None);
            },
            limits);
        return result ?? throw new DrillFailed($"Under seed {seed} the simulation itself failed: {run.Failure}");
    }

    /// <summary>The load of a plan, without a file for its ledger.</summary>
    public static IWorkload Load(Sites.ISite site, DrillPlan plan) => new ProbeWorkload(new Workload(site, plan));
}

/// <summary>A simulation of a drill came to no end.</summary>
public sealed class DrillFailed(string why) : Exception(why);
