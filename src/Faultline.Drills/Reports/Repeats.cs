using Faultline.Drills.Plans;

namespace Faultline.Drills.Reports;

/// <summary>Several runs of one drill: how its times to recovery are spread.</summary>
public sealed record Repeats(IReadOnlyList<DrillResult> Runs)
{
    public int Passed => Runs.Count(run => run.Passed);

    public IReadOnlyList<Spread> Spreads =>
    [
        .. Runs.SelectMany(run => run.Probes.Select(probe => probe.Name)).Distinct()
            .Select(name => Of(name, [.. Runs.SelectMany(run => run.Probes).Where(probe => probe.Name == name)])),
    ];

    private Spread Of(string name, IReadOnlyList<ProbeResult> results)
    {
        // Who never came back took longer than all who did.
        var sorted = results.Select(one => one.Rto).OrderBy(rto => rto ?? TimeSpan.MaxValue).ToList();
        var target = Target(Runs[0].Plan.Objectives, name);
        return new(name, sorted.Count)
        {
            Target = target,
            Min = sorted[0],
            Median = At(0.5),
            P95 = At(0.95),
            Max = sorted[^1],
            Met = sorted.Count(rto => rto is { } known && known <= target),
        };

        // The nearest rank: a value that was measured.
        TimeSpan? At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    private static TimeSpan? Target(Objectives objectives, string probe) =>
        objectives.OfProbes.GetValueOrDefault(probe)?.Rto ?? objectives.Rto;
}

/// <summary>The times to recovery of one probe over all runs; null stands for never.</summary>
public sealed record Spread(string Probe, int Runs)
{
    public TimeSpan? Target { get; init; }

    public TimeSpan? Min { get; init; }

    public TimeSpan? Median { get; init; }

    public TimeSpan? P95 { get; init; }

    public TimeSpan? Max { get; init; }

    /// <summary>In so many runs it was within the target.</summary>
    public int Met { get; init; }
}
