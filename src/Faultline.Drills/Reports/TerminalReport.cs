using System.Text;
using Faultline.Drills.Reports.Pages;

namespace Faultline.Drills.Reports;

/// <summary>The summary at the end of a drill, for a terminal or a log.</summary>
public static class TerminalReport
{
    public static string Of(DrillResult result, TerminalLook look, Repeats? repeats = null)
    {
        var text = new StringBuilder();
        var verdict = Verdict.Of(result);
        var word = result.Passed ? look.Green(verdict.Word) : look.Red(verdict.Word);
        text.Append($"{word}  {Plain(result.Plan.Name)}\n{Plain(verdict.Says)}\n");
        if (!result.Objectives.IsEmpty)
        {
            text.Append('\n');
            Rows(text, result.Objectives.Select(one => new[]
            {
                one.Met ? "met   " : "missed", Verdict.Named(one), $"wanted {one.Target}", $"was {one.Actual}",
                Texts.Margin(one) is { Length: > 0 } margin ? $"margin {margin}" : "",
            }), (row, line) => row[0] == "missed" ? look.Red(line) : line);
        }

        foreach (var probe in result.Probes.Where(one => one.Split().Count > 0 && one.Rto != TimeSpan.Zero))
        {
            var parts = probe.Split().Select(part => $"{part.Name} {Texts.Span(part.Length)}");
            var came = probe.Rto is { } rto ? $"was back after {Texts.Span(rto)}" : "never came back";
            text.Append($"\n{Plain(probe.Name)} {came}: {string.Join(", ", parts)}\n");
        }

        Recovery(text, result);
        Runbook(text, result);
        foreach (var one in result.Ledger)
        {
            var line = $"{Plain(one.Probe)}: {LedgerSection.Says(one)}";
            var isWell = one is { AcknowledgedLost: 0, Unknown: null };
            text.Append('\n').Append(isWell ? line : look.Red(line)).Append('\n');
        }

        if (repeats is { Runs.Count: > 1 })
        {
            Spreads(text, repeats);
        }

        Findings(text, result, look);
        return text.ToString();
    }

    private static void Recovery(StringBuilder text, DrillResult result)
    {
        var healing = Healing.Of(result);
        if (healing.Count > 0)
        {
            text.Append($"\nWhat brought it back. {Healing.Says(healing)}\n");
            Rows(
                text,
                healing.Select(one => new[]
                {
                    "  " + Texts.Since(one.Told.First.At, result.Zero()), one.Who, one.Says,
                }),
                (_, line) => line);
        }
    }

    private static void Runbook(StringBuilder text, DrillResult result)
    {
        if (Rehearsing.Says(result) is { } says)
        {
            text.Append($"\n{says}\n");
            Rows(
                text,
                Rehearsing.Rows(result).Select(row => new[] { $"  {row[0]}", row[^1] }),
                (_, line) => line);
        }
    }

    private static void Spreads(StringBuilder text, Repeats repeats)
    {
        text.Append($"\n{repeats.Passed} of {repeats.Runs.Count} runs passed.\n");
        foreach (var spread in repeats.Spreads)
        {
            text.Append($"time to recovery of {Plain(spread.Probe)}: min {Texts.Span(spread.Min)}, median "
                + $"{Texts.Span(spread.Median)}, p95 {Texts.Span(spread.P95)}, max {Texts.Span(spread.Max)}\n");
        }

        foreach (var spread in repeats.Availability)
        {
            text.Append($"availability of {Plain(spread.Probe)}: min {Texts.Share(spread.Min)}, p5 "
                + $"{Texts.Share(spread.P5)}, median {Texts.Share(spread.Median)}, max {Texts.Share(spread.Max)}\n");
        }
    }

    private static void Findings(StringBuilder text, DrillResult result, TerminalLook look)
    {
        foreach (var one in result.Findings.OrderByDescending(finding => finding.Severity))
        {
            var head = $"{one.Severity}: {Plain(one.Title)}";
            text.Append('\n').Append(one.Severity switch
            {
                Severity.Failure => look.Red(head),
                Severity.Weakness => look.Yellow(head),
                _ => head,
            });
            text.Append($"\n  {Plain(one.Says)}\n");
            if (one.Advice.Length > 0)
            {
                text.Append($"  -> {Plain(one.Advice)}\n");
            }
        }

        foreach (var left in result.LeftBehind)
        {
            text.Append($"\n{look.Red("Left behind:")} {Plain(left)}\n");
        }
    }

    private static void Rows(
        StringBuilder text, IEnumerable<string[]> rows, Func<string[], string, string> dress)
    {
        var all = rows.Select(row => row.Select(Plain).ToArray()).ToList();
        var widths = Enumerable.Range(0, all[0].Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            var line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            text.Append(dress(row, line)).Append('\n');
        }
    }

    /// <summary>A text that gives the terminal no orders.</summary>
    internal static string Plain(string text) =>
        text.Any(char.IsControl) ? new([.. text.Select(sign => char.IsControl(sign) ? ' ' : sign)]) : text;
}

/// <summary>What a terminal can show: whether there is one, how wide, and whether it is to have colours.</summary>
public sealed record TerminalLook(bool IsTerminal, bool HasColours, int Columns)
{
    public static TerminalLook None { get; } = new(IsTerminal: false, HasColours: false, Columns: 120);

    public string Red(string text) => Dressed(text, 31);

    public string Green(string text) => Dressed(text, 32);

    public string Yellow(string text) => Dressed(text, 33);

    private string Dressed(string text, int colour) => HasColours ? $"\e[1;{colour}m{text}\e[0m" : text;
}
