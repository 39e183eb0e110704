using System.Xml.Linq;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>What several runs of the same drill say together.</summary>
internal static class RepeatsSection
{
    public static IEnumerable<XElement> Write(Repeats repeats)
    {
        yield return E("p", $"It was played {repeats.Runs.Count} times; {repeats.Passed} passed. "
            + "Percentiles are those of the runs, without anything between them. "
            + "A run that never came back stands above all others.");
        yield return Table(
            "Time to recovery over all runs",
            ["probe", "runs", "objective", "min", "median", "p95", "max", "met in"],
            repeats.Spreads.Select(spread => new object?[]
            {
                spread.Probe, spread.Runs, spread.Target is { } target ? $"at most {Texts.Set(target)}" : "none",
                Texts.Span(spread.Min), Texts.Span(spread.Median), Texts.Span(spread.P95), Texts.Span(spread.Max),
                spread.Target is null ? "" : $"{spread.Met} of {spread.Runs}",
            }));
        yield return Table(
            "Availability over all runs",
            ["probe", "runs", "objective", "min", "p5", "median", "max", "met in"],
            repeats.Availability.Select(spread => new object?[]
            {
                spread.Probe, spread.Runs, spread.Target is { } target ? $"at least {Texts.Share(target)}" : "none",
                Texts.Share(spread.Min), Texts.Share(spread.P5), Texts.Share(spread.Median), Texts.Share(spread.Max),
                spread.Target is null ? "" : $"{spread.Met} of {spread.Runs}",
            }));
        yield return Table(
            "Each run",
            ["run", "seed", "verdict", "why"],
            repeats.Runs.Select((run, at) => new object?[]
            {
                at + 1, run.Seed?.ToString() ?? "", Verdict.Of(run).Word.ToLowerInvariant(), Verdict.Of(run).Says,
            }));
    }
}
