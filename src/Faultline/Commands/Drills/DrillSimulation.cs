using System.Globalization;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Running;
using Faultline.Drills.Simulated;
using Faultline.Kernel.Times;
using Faultline.Services.Fis.Scenarios;

namespace Faultline.Commands.Drills;

/// <summary>
/// Plays a drill in simulated time under many seeds, as many at once as there are processors, and shows how its times
/// to recover are spread.
/// </summary>
internal sealed class DrillSimulation(DrillOptions options)
{
    private static readonly TimeSpan tellEvery = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly List<DrillResult> runs = [];
    private Exception? failed;
    private int taken;

    /// <summary>Whether every run of every drill met its objectives.</summary>
    public bool Play(IReadOnlyList<DrillPlan> plans, Func<DrillPlan, string> folder, CancellationToken ct)
    {
        var lacks = plans
            .SelectMany(plan => SimulatedDrill.Lacks(plan).Select(lack => $"{plan.File}: {lack}"))
            .ToList();
        if (lacks.Count > 0)
        {
            throw new Refused(CommandLine.Misused, lacks);
        }

        var passed = true;
        foreach (var plan in plans)
        {
            passed &= Play(plan, folder(plan), ct);
        }

        return passed;
    }

    private bool Play(DrillPlan plan, string folder, CancellationToken ct)
    {
        runs.Clear();
        taken = 0;
        var first = options.Seed ?? 1;
        var seeds = options.Seed is null ? options.Repeat : 1;
        var began = Edge.Clock.GetTimestamp();
        var players = Enumerable.Range(0, Math.Min(seeds, Environment.ProcessorCount))
            .Select(_ => new Thread(() => Play(plan, first, seeds, ct)) { IsBackground = true, Name = "seeds" })
            .ToList();
        players.ForEach(player => player.Start());
        foreach (var player in players)
        {
            while (!player.Join(tellEvery))
            {
                Console.Error.WriteLine($"faultline: {Count()} of {seeds} seeds of {plan.Name} are played.");
            }
        }

        if (failed is not null)
        {
            throw new Refused(CommandLine.Failed, failed.Message);
        }

        ct.ThrowIfCancellationRequested();
        runs.Sort((one, other) => one.Seed!.Value.CompareTo(other.Seed!.Value));
        Tell(plan, folder, Edge.Clock.GetElapsedTime(began));
        return runs.TrueForAll(run => run.Passed);
    }

    /// <summary>Takes one seed after the other, until all are taken.</summary>
    private void Play(DrillPlan plan, ulong first, int seeds, CancellationToken ct)
    {
        var timing = new TimingSettings([]).Of(options.Timing);
        var settings = new DrillSettings
        {
            Tool = $"faultline {Server.Version}",
            Workload = SimulatedDrill.Load,
            Scenario = ScenarioLibrary.Build,
            Timing = options.Timing.Count > 0 ? string.Join(',', options.Timing) : "fast",
        };
        try
        {
            while (!ct.IsCancellationRequested && failed is null
                && Interlocked.Increment(ref taken) is var number && number <= seeds)
            {
                Keep(SimulatedDrill.Play(plan, first + (ulong)(number - 1), timing, settings));
            }
        }
        catch (Exception ours)
        {
            failed = ours;
        }
    }

    /// <summary>
    /// Of all runs but the slowest the seconds are not kept: a thousand of them would take gigabytes.
    /// </summary>
    private void Keep(DrillResult result)
    {
        lock (gate)
        {
            var slowest = runs.FindIndex(run => !run.Seconds.IsEmpty);
            if (slowest >= 0 && DrillRun.Slowness(runs[slowest]) >= DrillRun.Slowness(result))
            {
                runs.Add(result with { Seconds = [], Timeline = [] });
                return;
            }

            if (slowest >= 0)
            {
                runs[slowest] = runs[slowest] with { Seconds = [], Timeline = [] };
            }

            runs.Add(result);
        }
    }

    private int Count()
    {
        lock (gate)
        {
            return runs.Count;
        }
    }

    private void Tell(DrillPlan plan, string folder, TimeSpan took)
    {
        var repeats = runs.Count > 1 ? new Repeats(runs) : null;
        var shown = runs.Find(run => !run.Seconds.IsEmpty) ?? runs[0];
        Evidence.Keep(folder, shown, [], repeats);
        if (options.Json)
        {
            Console.Out.WriteLine(JsonReport.Of(shown, repeats));
        }
        else
        {
            Console.Out.WriteLine(TerminalReport.Of(shown, DrillRun.Look(Console.IsOutputRedirected), repeats));
        }

        var simulated = runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + (run.Ended - run.Began));
        var failing = runs.FindAll(run => !run.Passed);
        var first = failing.Count > 0 ? $" (the first is --seed {failing[0].Seed})" : "";
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"faultline: {runs.Count} seeds of {plan.Name}, {simulated.TotalHours:0.0} h of simulated time in "
            + $"{took.TotalSeconds:0} s: {failing.Count} failed{first}."));
        Console.Error.WriteLine($"faultline: the report of the slowest is {Path.Combine(folder, Evidence.Page)}");
    }
}
