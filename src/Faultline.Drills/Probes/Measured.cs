using System.Collections.Immutable;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Measuring;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Probes;

/// <summary>All that the workload's side found out.</summary>
public sealed record Measured
{
    /// <summary>In the order of the plan. Parts of the RTO need the timeline: see <see cref="Parts"/>.</summary>
    public ImmutableArray<ProbeResult> Probes { get; init; } = [];

    /// <summary>By probe, then by zone (all of them together first), then by time.</summary>
    public ImmutableArray<Second> Seconds { get; init; } = [];

    /// <summary>Of probes that write, in the order of the plan.</summary>
    public ImmutableArray<LedgerVerdict> Ledger { get; init; } = [];

    /// <summary>What clients saw: the first error after the strike, and when success held again.</summary>
    public ImmutableArray<Mark> Marks { get; init; } = [];

    /// <summary>What could not be found out, and why: a read back that failed.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];
}
