using System.Text.Json;
using System.Xml.Linq;
using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>The short forms of the report: JSON, JUnit, Markdown, the terminal.</summary>
public sealed class ReportFormTests
{
    private static readonly string[] members =
    [
        "format", "drill", "says", "file", "passed", "verdict", "why", "broken", "tool", "site", "seed", "timing",
        "region", "again", "began", "struck", "ended", "objectives", "probes", "ledger", "findings", "phases",
        "timeline", "leftBehind",
    ];

    [Fact]
    public void Json_has_the_members_that_are_promised()
    {
        using var json = JsonDocument.Parse(JsonReport.Of(MadeResults.Survived()));
        Assert.Equal(members, json.RootElement.EnumerateObject().Select(member => member.Name));
        var probe = json.RootElement.GetProperty("probes")[0];
        Assert.Equal(12.4, probe.GetProperty("rtoSeconds").GetDouble());
        Assert.Equal(0.944933, probe.GetProperty("availability").GetDouble());
        Assert.Equal(301, probe.GetProperty("failures").GetProperty("timeout").GetInt64());
        Assert.Equal("42", json.RootElement.GetProperty("seed").GetString());
    }

    [Fact]
    public void The_command_that_plays_it_again_has_all_that_matters()
    {
        var result = MadeResults.Survived();
        const string File = "faultline drill examples/ha-web/drills/zone-power.yaml";
        Assert.Equal($"{File} --seed 42", result.Again());
        Assert.Equal($"{File} --seed 42 --timing aws,sqs=fast", (result with { Timing = "aws,sqs=fast" }).Again());
        Assert.Equal($"{File} --simulate --seed 42", (result with { IsSimulated = true }).Again());
    }

    [Fact]
    public void Json_says_null_for_what_never_came()
    {
        var result = MadeResults.Survived();
        using var json = JsonDocument.Parse(JsonReport.Of(
            result with { Probes = [result.Probes[0] with { Rto = null, P99Ms = double.NaN }], Struck = null }));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("struck").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("probes")[0].GetProperty("rtoSeconds").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("probes")[0].GetProperty("p99Ms").ValueKind);
    }

    [Fact]
    public void Junit_has_a_case_for_each_objective_and_says_what_was_missed()
    {
        var suite = XElement.Parse(JUnitReport.Of(MadeResults.SingleZone())).Element("testsuite")!;
        Assert.Equal(("3", "2", "0"), (
            (string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!,
                (string)suite.Attribute("errors")!));
        Assert.Equal(["played to its end", "RTO of shop", "lost writes of orders"],
            suite.Elements("testcase").Select(one => (string)one.Attribute("name")!));
        Assert.Equal("was 47.3 s, wanted was 30 s",
            (string)suite.Elements("testcase").ElementAt(1).Element("failure")!.Attribute("message")!);
    }

    [Fact]
    public void Junit_has_an_error_for_a_drill_that_broke_and_a_suite_a_run()
    {
        var suites = XElement.Parse(JUnitReport.Of(
            MadeResults.Survived(), MadeResults.Survived() with { Broken = "the server is gone" }));
        Assert.Equal("1", (string)suites.Attribute("errors")!);
        Assert.Equal(["zone-power (run 1)", "zone-power (run 2)"],
            suites.Elements().Select(suite => (string)suite.Attribute("name")!));
        Assert.NotNull(XElement.Parse(JUnitReport.Of(MadeResults.Hostile())));
    }

    [Fact]
    public void Markdown_is_short_and_holds_the_numbers()
    {
        var text = MarkdownReport.Of(MadeResults.SingleZone() with
        {
            Findings = Findings.Of(MadeResults.SingleZone(), deployed: null),
        });
        Assert.StartsWith("## FAILED: single-zone\n", text, StringComparison.Ordinal);
        Assert.Contains("| RTO of shop | 30 s | 47.3 s | −17.3 s | **missed** |\n", text, StringComparison.Ordinal);
        Assert.Contains("**Failure: All of shop was in the zone that died.**", text, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Length, 10, 45);
    }

    [Fact]
    public void Markdown_holds_no_html_and_no_rows_that_a_name_made()
    {
        // The command at the end is code, which no sign in it ends.
        var parts = MarkdownReport.Of(MadeResults.Hostile()).Split("\nPlay it again: ");
        var text = parts[0];
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@all", text, StringComparison.Ordinal);
        Assert.Equal(2, parts[1].Count(sign => sign == '`'));
        var row = text.Split('\n').Single(line => line.EndsWith("**missed** |", StringComparison.Ordinal));
        Assert.Equal(6, row.Replace("\\|", "").Count(sign => sign == '|'));
    }

    [Fact]
    public void A_terminal_is_told_in_colours_only_where_it_has_them()
    {
        var result = MadeResults.SingleZone();
        Assert.DoesNotContain("\e", TerminalReport.Of(result, TerminalLook.None), StringComparison.Ordinal);
        Assert.StartsWith("\e[1;31mFAILED\e[0m", TerminalReport.Of(result, new(true, true, 80)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("\e", TerminalReport.Of(MadeResults.Hostile(), TerminalLook.None),
            StringComparison.Ordinal);
        Assert.Contains("missed  RTO of shop            wanted 30 s  was 47.3 s  margin −17.3 s\n",
            TerminalReport.Of(result, TerminalLook.None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_seconds_has_a_line_a_second_and_no_formulas()
    {
        var lines = SecondsCsv.Of(MadeResults.Survived()).TrimEnd().Split('\n');
        Assert.Equal(1 + MadeResults.Survived().Seconds.Length, lines.Length);
        Assert.Equal(SecondsCsv.Head.Split(',').Length, lines[1].Split(',').Length);
        var result = MadeResults.Survived();
        var odd = result with { Seconds = [result.Seconds[0] with { Probe = "=cmd|\"x\",1" }] };
        Assert.StartsWith("\"'=cmd|\"\"x\"\",1\",", SecondsCsv.Of(odd).Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.25, "250 ms")]
    [InlineData(59.96, "60.0 s")]
    [InlineData(3725, "62 min 5 s")]
    public void Spans_read_well(double seconds, string says) =>
        Assert.Equal(says, Texts.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void What_is_not_all_is_never_shown_as_all() =>
        Assert.Equal(("99.999 %", "100 %", "0 %"), (Texts.Share(0.9999999), Texts.Share(1), Texts.Share(0)));
}
