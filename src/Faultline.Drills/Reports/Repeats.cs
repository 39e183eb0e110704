using Faultline.Drills.Plans;

namespace Faultline.Drills.Reports;

/// <summary>Several runs of one drill: how its times to recovery and its availability are spread.</summary>
public sealed record Repeats(IReadOnlyList<DrillResult> Runs)
{
    public int Passed => Runs.Count(run => run.Passed);

    public IReadOnlyList<Spread> Spreads =>
    [
        .. Runs.SelectMany(run => run.Probes.Select(probe => probe.Name)).Distinct()
            .Select(name => Of(name, [.. Runs.SelectMany(run => run.Probes).Where(probe => probe.Name == name)])),
    ];

    public IReadOnlyList<ShareSpread> Availability =>
    [
        .. Runs.SelectMany(run => run.Probes).Where(probe => probe.Offered > 0).GroupBy(probe => probe.Name)
            .Select(probes => Of(probes.Key, [.. probes.Select(probe => probe.Availability).Order()])),
    ];

    private ShareSpread Of(string name, IReadOnlyList<double> sorted)
    {
        var objectives = Runs[0].Plan.Objectives;
        var target = objectives.OfProbes.GetValueOrDefault(name)?.Availability ?? objectives.Availability;
        return new(name, sorted.Count)
        {
            Target = target,
            Min = sorted[0],
            P5 = sorted[Rank(0.05, sorted.Count)],
            Median = sorted[Rank(0.5, sorted.Count)],
            Max = sorted[^1],
            Met = sorted.Count(share => share >= target),
        };
    }

    private Spread Of(string name, IReadOnlyList<ProbeResult> results)
    {
        // Who never came back took longer than all who did.
        var sorted = results.Select(one => one.Rto).OrderBy(rto => rto ?? TimeSpan.MaxValue).ToList();
        var target = Target(Runs[0].Plan.Objectives, name);
        return new(name, sorted.Count)
        {
            Target = target,
            Min = sorted[0],
            Median = sorted[Rank(0.5, sorted.Count)],
            P95 = sorted[Rank(0.95, sorted.Count)],
            Max = sorted[^1],
            Met = sorted.Count(rto => rto is { } known && known <= target),
        };
    }

    /// <summary>The nearest rank: a value that was measured.</summary>
    private static int Rank(double share, int count) => Math.Max(0, (int)Math.Ceiling(share * count) - 1);

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

/// <summary>The availability of one probe over all runs.</summary>
public sealed record ShareSpread(string Probe, int Runs)
{
    public double? Target { get; init; }

    public double Min { get; init; }

    /// <summary>All but a twentieth of the runs were at least as good.</summary>
    public double P5 { get; init; }

    public double Median { get; init; }

    public double Max { get; init; }

    /// <summary>In so many runs it was what was wanted.</summary>
    public int Met { get; init; }
}
