using System.Text;
using Faultline.Drills.Reports.Pages;

namespace Faultline.Drills.Reports;

/// <summary>The report in short, for a pull request.</summary>
public static class MarkdownReport
{
    public static string Of(DrillResult result, Repeats? repeats = null)
    {
        var verdict = Verdict.Of(result);
        var text = new StringBuilder();
        text.Append($"## {Safe(verdict.Word)}: {Safe(result.Plan.Name)}\n\n{Safe(verdict.Says)}\n");
        if (!result.Objectives.IsEmpty)
        {
            Table(text, ["objective", "target", "actual", "margin", ""], result.Objectives.Select(one => new[]
            {
                Verdict.Named(one), one.Target, one.Actual, Texts.Margin(one), one.Met ? "met" : "**missed**",
            }));
        }

        Splits(text, result);
        Recovery(text, result);
        Runbook(text, result);
        foreach (var one in result.Ledger)
        {
            text.Append($"\n{Safe(one.Probe)}: {Safe(LedgerSection.Says(one))}\n");
        }

        if (repeats is { Runs.Count: > 1 })
        {
            text.Append($"\n{repeats.Passed} of {repeats.Runs.Count} runs passed.\n");
            Table(text, ["time to recovery", "min", "median", "p95", "max"], repeats.Spreads.Select(one => new[]
            {
                one.Probe, Texts.Span(one.Min), Texts.Span(one.Median), Texts.Span(one.P95), Texts.Span(one.Max),
            }));
            Table(text, ["availability", "min", "p5", "median", "max"], repeats.Availability.Select(one => new[]
            {
                one.Probe, Texts.Share(one.Min), Texts.Share(one.P5), Texts.Share(one.Median), Texts.Share(one.Max),
            }));
        }

        Findings(text, result);
        text.Append($"\nPlay it again: `{result.Again().Replace('`', ' ').ReplaceLineEndings(" ")}`\n");
        return text.ToString();
    }

    private static void Splits(StringBuilder text, DrillResult result)
    {
        var split = result.Probes.Where(one => one.Rto is null || one.Rto > TimeSpan.Zero).ToList();
        if (split.Count > 0)
        {
            string[] parts = ["detect", "decide", "execute", "recover", Views.Untold];
            Table(text, ["probe", "time to recovery", .. parts], split.Select(one =>
            {
                var told = one.Split().ToDictionary(part => part.Name, part => Texts.Span(part.Length));
                return (string[])
                [
                    one.Name, Texts.Span(one.Rto), .. parts.Select(part => told.GetValueOrDefault(part, "")),
                ];
            }));
        }
    }

    private static void Recovery(StringBuilder text, DrillResult result)
    {
        var healing = Healing.Of(result);
        if (healing.Count > 0)
        {
            text.Append($"\n### What brought it back\n\n{Healing.Says(healing)}\n");
            Table(text, ["when", "who", "what"], healing.Select(one => new[]
            {
                Texts.Since(one.Told.First.At, result.Zero()), one.Who, one.Says,
            }));
        }
    }

    private static void Runbook(StringBuilder text, DrillResult result)
    {
        if (Rehearsing.Says(result) is { } says)
        {
            text.Append($"\n### The runbook\n\n{says}\n");
            Table(text, Rehearsing.Heads, Rehearsing.Rows(result));
        }
    }

    private static void Findings(StringBuilder text, DrillResult result)
    {
        if (result.Findings.IsEmpty)
        {
            return;
        }

        text.Append("\n### Findings\n\n");
        foreach (var one in result.Findings.OrderByDescending(finding => finding.Severity))
        {
            var advice = one.Advice.Length > 0 ? $" *{Safe(one.Advice)}*" : "";
            text.Append($"- **{one.Severity}: {Safe(one.Title)}.** {Safe(one.Says)}{advice}\n");
        }
    }

    private static void Table(StringBuilder text, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append($"\n| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
        {
            // What is bold here was made so by us.
            var cells = row.Select(cell => cell == "**missed**" ? cell : Safe(cell));
            text.Append($"| {string.Join(" | ", cells)} |\n");
        }
    }

    /// <summary>A text in which nothing is a sign of Markdown or HTML, on one line.</summary>
    internal static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var sign in text.ReplaceLineEndings(" "))
        {
            _ = sign switch
            {
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '&' => safe.Append("&amp;"),
                '|' or '*' or '_' or '`' or '[' or ']' or '\\' => safe.Append('\\').Append(sign),

                // Nobody is called by a name in a report.
                '@' => safe.Append("&#64;"),
                _ => safe.Append(sign),
            };
        }

        return safe.ToString();
    }
}
