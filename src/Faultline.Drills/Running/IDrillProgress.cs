using Faultline.Drills.Probes;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Running;

/// <summary>Hears how a drill goes on, while it does: a terminal, or nobody.</summary>
public interface IDrillProgress
{
    /// <summary>A phase began, and what is done in it.</summary>
    void Began(Phase phase, string says);

    /// <summary>Once a second, while there is load.</summary>
    void Ticked(DrillTick tick);

    /// <summary>Something happened.</summary>
    void Marked(Mark mark);
}

/// <summary>How a drill stands at a second.</summary>
/// <param name="SinceStrike">How long ago the first strike began; null while none has.</param>
/// <param name="Steady">Why the steady state does not hold; null where it does.</param>
public sealed record DrillTick(
    DateTimeOffset At, Phase Phase, TimeSpan? SinceStrike, Snapshot Workload, string? Steady);
