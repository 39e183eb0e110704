using System.Xml.Linq;
using Faultline.Drills.Reports.Pages;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports;

/// <summary>
/// The report as one page that needs nothing else: it opens from a disk, prints, and reads without its script. It is
/// well-formed XML after its first line.
/// </summary>
public static class HtmlReport
{
    /// <summary>Of one run; with others of the same drill, also what they say together.</summary>
    public static string Of(DrillResult result, IReadOnlyList<EvidenceFile> files, Repeats? repeats = null)
    {
        var name = result.Plan.Name;
        return Page(E("html", ("lang", "en"),
            E("head",
                E("meta", ("charset", "utf-8")),
                E("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
                E("title", $"{Verdict.Of(result).Word}: {name}"),
                E("style", Style.Sheet)),
            E("body", Body(result, files, repeats), E("script", Style.Script))));
    }

    private static IEnumerable<object?> Body(DrillResult result, IReadOnlyList<EvidenceFile> files, Repeats? repeats)
    {
        yield return Header(result);
        yield return E("main",
            Section("Objectives", Objectives(result)),
            repeats is { Runs.Count: > 1 } ? Section("All runs", RepeatsSection.Write(repeats)) : null,
            Section("Findings", Findings(result)),
            Section("Where the time to recovery went", Splits(result)),
            Section("What brought it back", Recovery(result)),
            Section("What clients saw", result.Probes.Length == 0
                ? [E("p", "The plan has no probes.")]
                : result.Probes.Select(probe => new ProbeSection(result, probe).Write())),
            Section("Acknowledged writes", LedgerSection.Write(result.Ledger)),
            Section("Timeline", Timeline(result)),
            Section("What was played", PlanSection.Write(result.Plan)),
            Section("Clean-up", EvidenceSection.Cleanup(result)),
            Section("Evidence", EvidenceSection.Files(files)),
            Section("Play it again", EvidenceSection.Again(result)));
        yield return E("footer", E("p", $"Made by {result.Tool}. Times are of the clock of the drill, which no fault "
            + "meets; T+ counts from the first strike."));
    }

    private static XElement Header(DrillResult result)
    {
        var verdict = Verdict.Of(result);
        var slowest = result.Probes.Where(probe => probe.Rto is not null).MaxBy(probe => probe.Rto);
        var lost = result.Ledger.Sum(one => one.AcknowledgedLost);
        var unknown = result.Ledger.Where(one => one.Unknown is not null).Select(one => one.Probe).ToList();
        (string Name, string Says)[] facts =
        [
            ("slowest recovery", result.Struck is null ? "not measured"
                : result.Probes.Any(probe => probe.Rto is null) ? "never"
                : slowest is null ? "not measured" : $"{Texts.Span(slowest.Rto)} ({slowest.Name})"),
            ("acknowledged writes lost", result.Ledger.IsEmpty ? "not measured"
                : unknown.Count > 0 ? $"not known of {string.Join(" and ", unknown)}"
                : $"{Texts.Count(lost)} of {Texts.Count(result.Ledger.Sum(one => one.Acknowledged))}"),
            ("lowest availability", result.Probes.IsEmpty ? "not measured"
                : Texts.Share(result.Probes.Min(probe => probe.Availability))),
            ("began", $"{result.Began.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC"),
            ("took", Texts.Span(result.Ended - result.Began)),
            ("region", result.Plan.Region),
            ("seed", result.Seed?.ToString() ?? "none"),
            ("timing", result.Timing),
        ];
        return E("header",
            E("h1", result.Plan.Name),
            result.Plan.Says.Length > 0 ? E("p", Class("soft"), result.Plan.Says) : null,
            E("p", Class($"verdict {verdict.Word.ToLowerInvariant()}"), E("strong", verdict.Word), verdict.Says),
            E("dl", Class("facts"), facts.Select(fact => E("div", E("dt", fact.Name), E("dd", fact.Says)))));
    }

    private static XElement Section(string title, IEnumerable<XElement?> content) =>
        E("section", ("id", title.ToLowerInvariant().Replace(' ', '-')), E("h2", title), content);

    private static IEnumerable<XElement> Objectives(DrillResult result)
    {
        if (result.Objectives.IsEmpty)
        {
            yield return E("p", "The plan names no objectives, so nothing was judged.");
            yield break;
        }

        yield return Table(
            "Each objective against what was measured; the margin is what was left",
            ["objective", "probe", "target", "actual", "margin", "met"],
            result.Objectives.Select(one => new object?[]
            {
                Verdict.Name(one), one.Probe ?? "all", one.Target, one.Actual, Texts.Margin(one),
                E("td", Class(one.Met ? "good" : "bad"), one.Met ? "met" : "missed"),
            }));
    }

    private static IEnumerable<XElement> Findings(DrillResult result) => result.Findings.IsEmpty
        ? [E("p", "Nothing was found that the reader should mend.")]
        : result.Findings.OrderByDescending(finding => finding.Severity).Select(finding => E("div",
            Class($"finding {finding.Severity.ToString().ToLowerInvariant()}"),
            E("h3", $"{finding.Severity}: {finding.Title}"),
            E("p", finding.Says),
            finding.Advice.Length > 0 ? E("p", E("strong", "What to do: "), finding.Advice) : null));

    private static List<XElement> Splits(DrillResult result)
    {
        var bars = result.Probes.Select(SplitBar.Write).OfType<XElement>().ToList();
        return bars.Count > 0 ? bars : [E("p", result.Probes.IsEmpty || result.Struck is null
            ? "No probe looked at a recovery, so there is nothing to split."
            : result.Probes.Any(probe => probe.Rto is null)
            ? "Success never came back, so there is no time to recovery to split."
            : "Success never stopped, so there was nothing to recover.")];
    }

    private static IEnumerable<XElement> Recovery(DrillResult result)
    {
        var healing = Healing.Of(result);
        yield return E("p", healing.Count > 0
            ? Healing.Says(healing)
            : "Nothing was noticed, and nothing was done.");
        if (healing.Count > 0)
        {
            yield return Table(
                "Who noticed, what went on by itself, and which steps of the runbook ran",
                ["when", "who", "what"],
                healing.Select(one => new object?[]
                {
                    Texts.Since(one.Told.First.At, result.Zero()), one.Who, one.Says,
                }));
        }

        if (Rehearsing.Says(result) is { } says)
        {
            yield return E("p", says);
            yield return Table(
                "The steps of the runbook, and why some did not run",
                Rehearsing.Heads,
                Rehearsing.Rows(result).Select(row => row.Cast<object?>().ToArray()));
        }
    }

    private static IEnumerable<XElement> Timeline(DrillResult result)
    {
        if (result.Timeline.IsEmpty)
        {
            yield return E("p", "Nothing was noted.");
            yield break;
        }

        yield return Table(
            "What happened; the hour shows under the pointer, the number is that of the cloud's own timeline",
            ["when", "kind", "zone", "resource", "what", "evidence"],
            Folding.Of(result.Timeline).Select(one => new object?[]
            {
                E("time", ("datetime", Texts.Hour(one.First.At)), ("title", Texts.Hour(one.First.At)),
                    Texts.Since(one.First.At, result.Zero())),
                E("span", Class($"kind {one.First.Kind.Id()}"), one.First.Kind.Name()),
                one.First.Zone, one.First.Resource, Says(one, result), Evidence(one),
            }));
    }

    private static string Says(Folded one, DrillResult result) => one.Count == 1
        ? one.Says
        : $"{one.Says} until {Texts.Since(one.Last.At, result.Zero())}";

    private static string Evidence(Folded one) => (one.First.Evidence, one.Last.Evidence) switch
    {
        (null, _) => "",
        ({ } first, { } last) when last != first => $"#{first} to #{last}",
        ({ } first, _) => $"#{first}",
    };
}
