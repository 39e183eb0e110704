using System.Globalization;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes;

namespace Faultline.Drills.Running;

/// <summary>Whether the steady state of a plan holds, as its load shows it. Pure.</summary>
internal static class SteadyState
{
    /// <summary>Why it does not hold, for people; null where it does.</summary>
    public static string? Lacks(SteadyPlan steady, Snapshot look)
    {
        var lacks = look.Probes.Select(probe => Lacks(steady, probe)).OfType<string>().ToArray();
        return lacks.Length == 0 ? null : string.Join("; ", lacks);
    }

    private static string? Lacks(SteadyPlan steady, ProbeLook probe) =>
        probe.Judged == 0 ? $"{probe.Name}: no attempt has an outcome yet"
        : probe.Success < steady.Success ? string.Create(
            CultureInfo.InvariantCulture,
            $"{probe.Name}: {probe.Success:0.##%} succeed, wanted {steady.Success:0.##%}")
        : probe.P99 > steady.P99 ? string.Create(
            CultureInfo.InvariantCulture,
            $"{probe.Name}: p99 is {probe.P99.TotalMilliseconds:0} ms, wanted "
            + $"{steady.P99.Value.TotalMilliseconds:0} ms")
        : null;
}
