namespace Faultline.Drills.Reports;

/// <summary>What came of a drill in one word and one sentence; all forms of the report say the same.</summary>
internal sealed record Verdict(string Word, string Says)
{
    public static Verdict Of(DrillResult result)
    {
        if (result.Broken is { } broken)
        {
            return new("BROKEN", $"It could not be played to its end: {broken.TrimEnd('.')}.");
        }

        if (result.Struck is null)
        {
            return new("FAILED", "The strike never came, so nothing was shown.");
        }

        var missed = result.Objectives.Where(objective => !objective.Met).ToList();
        if (missed.Count > 0)
        {
            var which = missed.Select(one => $"{Named(one)} was {one.Actual}, wanted was {one.Target}");
            var all = Texts.Count(result.Objectives.Length, "objective", "objectives");
            return new("FAILED", $"{missed.Count} of {all} "
                + $"missed: {string.Join("; ", which)}.");
        }

        var back = Back(result);
        return new("PASSED", result.Objectives.Length switch
        {
            0 => $"It was played to its end; the plan names no objectives, so nothing was judged. {back}",
            1 => $"The one objective was met. {back}",
            var many => $"All {many} objectives were met. {back}",
        });
    }

    /// <summary>The objective with the probe that it is of.</summary>
    public static string Named(ObjectiveResult objective) =>
        objective.Probe is { } probe ? $"{Name(objective)} of {probe}" : Name(objective);

    /// <summary>An objective as people call it.</summary>
    public static string Name(ObjectiveResult objective) => objective.Name switch
    {
        "rto" => "RTO",
        "rpo" => "RPO",
        "p99" => "p99 latency",
        "lost-writes" => "lost writes",
        var other => other,
    };

    /// <summary>The sentence on when success held again, for all probes.</summary>
    private static string Back(DrillResult result)
    {
        if (result.Probes.Length == 0)
        {
            return "No probe looked.";
        }

        if (result.Probes.FirstOrDefault(probe => probe.Rto is null) is { } gone)
        {
            return $"Success of {gone.Name} never came back.";
        }

        var slowest = result.Probes.MaxBy(probe => probe.Rto)!;
        return slowest.Rto == TimeSpan.Zero
            ? "Success never stopped."
            : $"Success held again {Texts.Span(slowest.Rto)} after the strike.";
    }
}
