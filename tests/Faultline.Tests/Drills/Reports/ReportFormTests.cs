using System.Text.Json;
using System.Text.RegularExpressions;
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
        "timeline", "recovery", "runbook", "leftBehind",
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
    public void Every_form_says_who_noticed_what_went_by_itself_and_which_steps_ran()
    {
        var result = MadeResults.Survived();
        result = result with
        {
            Timeline =
            [
                .. result.Timeline,
                new(result.Struck!.Value.AddSeconds(20), MarkKind.Step, "traffic is led away")
                {
                    Step = "zone-gray/shift/Web",
                },
                new(result.Struck.Value.AddSeconds(21), MarkKind.StepFailed, "the balancer is told"),
                new(result.Struck.Value.AddSeconds(-5), MarkKind.Detected, "an alarm of before"),
            ],
        };
        (string Who, string Says)[] wanted =
        [
            ("noticed", "2 targets of web are unhealthy"),
            ("by itself", "web replaces i-0aa and i-0bb"),
            ("by itself", "the database orders is in use1-az4 now"),
            ("a person", "traffic is led away [zone-gray/shift/Web]"),
            ("a person, in vain", "the balancer is told"),
        ];
        const string Steps = "1 step of the runbook ran, and 1 never worked.";
        Assert.Equal(wanted, Healing.Of(result).Select(each => (each.Who, each.Says)));
        var (page, terminal) = (HtmlReport.Of(result, []), TerminalReport.Of(result, TerminalLook.None));
        var markdown = MarkdownReport.Of(result).Replace("\\", "", StringComparison.Ordinal);
        Assert.All([page, terminal, markdown], form => Assert.Contains(Steps, form, StringComparison.Ordinal));
        Assert.All(wanted, each =>
        {
            Assert.Contains($">{each.Says}<", page, StringComparison.Ordinal);
            Assert.Contains($"| {each.Who} | {each.Says} |", markdown, StringComparison.Ordinal);
            Assert.Matches($@"T\+[\d.]+ s +{each.Who} +{Regex.Escape(each.Says)}\n", terminal);
        });
        using var json = JsonDocument.Parse(JsonReport.Of(result));
        var recovery = json.RootElement.GetProperty("recovery").EnumerateArray().ToList();
        Assert.Equal(wanted.Select(each => each.Who), recovery.Select(each => each.GetProperty("who").GetString()!));
        Assert.Equal("zone-gray/shift/Web", recovery[3].GetProperty("step").GetString());
        Assert.Equal(20, recovery[3].GetProperty("sinceStrikeSeconds").GetDouble());
        Assert.Equal(
            "No step of a runbook ran: what came back did so by itself.",
            Healing.Says(Healing.Of(MadeResults.Survived())));
    }

    [Fact]
    public void A_part_of_no_length_is_told_in_every_form_and_so_is_what_is_not_told_apart()
    {
        var result = MadeResults.Survived();
        result = result with
        {
            Probes = [result.Probes[0] with { Decide = TimeSpan.Zero, Recover = null }],
        };
        Assert.Equal(
            ["detect 6.1 s", "decide 0 s", "execute 5.4 s", "not told apart 900 ms"],
            result.Probes[0].Split().Select(part => $"{part.Name} {Texts.Span(part.Length)}"));
        Assert.Contains(
            "shop was back after 12.4 s: detect 6.1 s, decide 0 s, execute 5.4 s, not told apart 900 ms\n",
            TerminalReport.Of(result, TerminalLook.None),
            StringComparison.Ordinal);
        Assert.Contains(
            "| shop | 12.4 s | 6.1 s | 0 s | 5.4 s |  | 900 ms |\n",
            MarkdownReport.Of(result),
            StringComparison.Ordinal);
        Assert.Contains(
            "<th scope=\"row\">decide</th><td>0 s</td>", HtmlReport.Of(result, []), StringComparison.Ordinal);
        Assert.Contains(
            "shop never came back: detect 6.1 s",
            TerminalReport.Of(result with { Probes = [result.Probes[0] with { Rto = null }] }, TerminalLook.None),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_of_writes_is_told_as_such_in_every_form()
    {
        var result = MadeResults.Survived();
        result = result with
        {
            Ledger = [new("orders") { Sent = 18, Acknowledged = 17, Unknown = "nobody answered.", InFlight = 0 }],
        };
        const string Says = "what became of 17 acknowledged writes is not known: nobody answered.";
        var page = HtmlReport.Of(result, []);
        Assert.All(
            [page, MarkdownReport.Of(result), TerminalReport.Of(result, TerminalLook.None)],
            form => Assert.Contains(Says, form, StringComparison.Ordinal));
        Assert.Contains("<dd>not known of orders</dd>", page, StringComparison.Ordinal);
        Assert.Matches(">acknowledged, lost</th>\\s*<td>not known</td>", page);
        Assert.Matches(">acknowledged</th>\\s*<td>17</td>", page);
        Assert.Contains(
            "\e[1;31morders: what became", TerminalReport.Of(result, new(true, true, 80)), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(JsonReport.Of(result));
        Assert.Equal("nobody answered.", json.RootElement.GetProperty("ledger")[0].GetProperty("unknown").GetString());
    }

    [Fact]
    public void Where_nobody_looked_nobody_says_that_all_went_on()
    {
        const string Says = "No probe looked at a recovery";
        var result = MadeResults.Survived();
        Assert.Contains(Says, HtmlReport.Of(result with { Probes = [], Seconds = [] }, []), StringComparison.Ordinal);
        var calm = result with { Struck = null, Probes = [result.Probes[0] with { Rto = TimeSpan.Zero }] };
        var page = HtmlReport.Of(calm, []);
        Assert.Contains(Says, page, StringComparison.Ordinal);
        Assert.Contains("<dt>slowest recovery</dt><dd>not measured</dd>", page, StringComparison.Ordinal);
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
