using System.Xml.Linq;
using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>The page: what stands in it is what was measured, and nothing in it can be anything else.</summary>
public sealed class HtmlReportTests
{
    private static readonly EvidenceFile[] files = [new("seconds.csv", 12_345, new string('c', 64))];

    [Fact]
    public void It_says_the_verdict_and_why()
    {
        Assert.Contains("PASSEDAll 3 objectives were met. Success held again 12.4 s after the strike.",
            Verdict(MadeResults.Survived()), StringComparison.Ordinal);
        Assert.Contains("FAILED2 of 2 objectives missed: RTO of shop was 47.3 s, wanted was 30 s; lost writes of "
            + "orders was 17, wanted was 0.", Verdict(MadeResults.SingleZone()), StringComparison.Ordinal);
        Assert.Contains("BROKENIt could not be played to its end: no stack.",
            Verdict(MadeResults.Survived() with { Broken = "no stack." }), StringComparison.Ordinal);

        static string Verdict(DrillResult result) =>
            Read(result).Descendants("p").First(
                p => ((string?)p.Attribute("class"))?.StartsWith("verdict") == true).Value;
    }

    [Fact]
    public void Objectives_stand_beside_what_was_measured_and_what_was_left()
    {
        var rows = Rows(Read(MadeResults.Survived()), "objectives");
        Assert.Equal(["RTO", "shop", "30 s", "12.4 s", "+17.6 s", "met"], rows[0]);
        Assert.Equal(["availability", "shop", "90%", "94.493%", "+4.493 points", "met"], rows[1]);
        Assert.Equal(["RTO", "shop", "30 s", "47.3 s", "−17.3 s", "missed"],
            Rows(Read(MadeResults.SingleZone()), "objectives")[0]);
    }

    [Fact]
    public void A_chart_has_a_point_for_each_second_that_has_a_value()
    {
        var page = Read(MadeResults.Survived());
        var lines = page.Descendants("path").Where(path => path.Attribute("data-line") is not null).ToList();
        var seconds = MadeResults.Before + MadeResults.After;

        // Of shop: all, p50, p99; three zones twice; of orders all, p50, p99.
        Assert.Equal(12, lines.Count);
        Assert.Equal(seconds, Points(lines[0]));
        Assert.Equal(seconds, Points(lines[1]));

        // The zone that was dead answered nothing for thirteen seconds: its success is drawn, its latency is not.
        var dead = lines.Where(line => (string?)line.Attribute("data-line") == "use1-az2").ToList();
        Assert.Equal(seconds, Points(dead[0]));
        Assert.Equal(seconds - 13, Points(dead[1]));
        Assert.Equal(2, ((string)dead[1].Attribute("d")!).Count(sign => sign == 'M'));
    }

    [Fact]
    public void The_data_of_each_chart_stands_in_a_table()
    {
        var result = MadeResults.Survived();
        var tables = Read(result).Descendants("details").Select(
            details => details.Descendants("tbody").Single()).ToList();
        Assert.Equal(3, tables.Count);
        Assert.All(tables, table => Assert.Equal(MadeResults.Before + MadeResults.After, table.Elements().Count()));
        var struck = tables[0].Elements().Single(row => row.Elements().First().Value == "T+0.0 s");
        Assert.Equal(["100", "67", "67 %", "timeout 33"], struck.Elements().Skip(3).Take(4).Select(cell => cell.Value));
    }

    [Fact]
    public void The_timeline_counts_from_the_strike_and_names_its_evidence()
    {
        var rows = Rows(Read(MadeResults.Survived()), "timeline");
        Assert.Equal(["T−15.0 s", "drill", "", "", "the steady state holds", ""], rows[0]);
        Assert.Equal(["T+0.0 s", "struck", "use1-az2", "", "zone use1-az2 loses power", "#118"], rows[1]);
        var hour = Read(MadeResults.Survived()).Descendants("time").Skip(1).First();
        Assert.Equal("2026-11-26T10:00:00.000Z", (string?)hour.Attribute("title"));
    }

    [Fact]
    public void The_time_to_recovery_is_split_into_parts_that_make_the_whole()
    {
        var split = Read(MadeResults.Survived()).Descendants("div").First(
            div => (string?)div.Attribute("class") == "split");
        var parts = split.Descendants("tbody").Single().Elements()
            .Select(row => row.Elements().Take(2).Select(cell => cell.Value).ToArray()).ToList();
        Assert.Equal([["detect", "6.1 s"], ["decide", "300 ms"], ["execute", "5.4 s"], ["recover", "600 ms"]], parts);
        Assert.Equal(960, split.Descendants("rect").Sum(rect => (double)rect.Attribute("width")!), precision: 0);
    }

    [Fact]
    public void Lost_writes_are_said_in_plain_words_with_their_keys()
    {
        var text = Section(Read(MadeResults.SingleZone()), "acknowledged-writes").Value;
        Assert.Contains("17 of 1,702 acknowledged writes are lost. They are of a span of 850 ms: that is the "
            + "RPO. The first of them have the keys 811, 812, 814.", text, StringComparison.Ordinal);
        Assert.Contains("all 1,702 acknowledged writes are there.",
            Section(Read(MadeResults.Survived()), "acknowledged-writes").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_stands_with_its_hashes_and_how_to_play_it_again()
    {
        var page = Read(MadeResults.Survived());
        Assert.Contains(new string('c', 64), Section(page, "evidence").Value, StringComparison.Ordinal);
        Assert.Contains("faultline drill examples/ha-web/drills/zone-power.yaml --seed 42",
            Section(page, "play-it-again").Value, StringComparison.Ordinal);
        Assert.Contains("Nothing is left behind", Section(page, "clean-up").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_stay_texts()
    {
        var page = HtmlReport.Of(MadeResults.Hostile(), [new("<b>.csv", 1, "x")]);
        var html = Parse(page);
        Assert.DoesNotContain(html.Descendants(), element => element.Name.LocalName is "img" or "b");
        Assert.Single(html.Descendants("script"));
        Assert.DoesNotContain(html.Descendants().Attributes(), each => each.Name.LocalName.StartsWith("on"));
        Assert.DoesNotContain("onerror=alert(1)>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_needs_nothing_from_elsewhere()
    {
        var html = Read(MadeResults.Survived());
        Assert.DoesNotContain(html.Descendants(), element => element.Name.LocalName is "link" or "iframe" or "object");
        Assert.DoesNotContain(html.Descendants().Attributes("src"), _ => true);
        Assert.All(html.Descendants().Attributes("href"), href => Assert.Equal("seconds.csv", href.Value));

        // A browser reads both as they are, so nothing in them may have been escaped.
        Assert.DoesNotContain("&", Between(HtmlReport.Of(MadeResults.Survived(), []), "<style>", "</style>"));
        Assert.DoesNotContain("&", Between(HtmlReport.Of(MadeResults.Survived(), []), "<script>", "</script>"));
    }

    [Fact]
    public void Each_chart_has_a_title_and_each_table_heads()
    {
        var html = Read(MadeResults.Survived());
        Assert.All(html.Descendants("svg").Where(svg => (string?)svg.Attribute("aria-hidden") != "true"),
            svg => Assert.NotEmpty((string)svg.Attribute("aria-label")!));
        Assert.All(html.Descendants("table"), table => Assert.NotEmpty(table.Descendants("th")));
        Assert.Equal("en", (string?)html.Attribute("lang"));
    }

    [Fact]
    public void A_result_with_nothing_in_it_is_a_page_too()
    {
        var empty = new DrillResult(new("nothing"))
        {
            Tool = "t", Site = "s", Began = MadeResults.Struck, Ended = MadeResults.Struck,
            Broken = "it could not begin",
        };
        Assert.Contains("it could not begin", Parse(HtmlReport.Of(empty, [])).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_runs_have_a_part_of_their_own()
    {
        var runs = new Repeats([MadeResults.Survived(12), MadeResults.Survived(35), MadeResults.Survived(14)]);
        var html = Parse(HtmlReport.Of(runs.Runs[0], [], runs));
        Assert.Equal(["shop", "3", "at most 30 s", "12.0 s", "14.0 s", "35.0 s", "35.0 s", "2 of 3"],
            Rows(html, "all-runs")[0]);
    }

    private static XElement Read(DrillResult result) => Parse(HtmlReport.Of(result, files));

    /// <summary>The page is XML after its first line.</summary>
    private static XElement Parse(string page) => XElement.Parse(page[(page.IndexOf('\n') + 1)..]);

    private static XElement Section(XElement page, string id) =>
        page.Descendants("section").Single(section => (string?)section.Attribute("id") == id);

    private static List<string[]> Rows(XElement page, string section) =>
    [
        .. Section(page, section).Descendants("tbody").First().Elements()
            .Select(row => row.Elements().Select(cell => cell.Value).ToArray()),
    ];

    private static int Points(XElement line) => ((string)line.Attribute("d")!).Count(sign => sign is 'M' or 'L');

    private static string Between(string text, string from, string to) =>
        text[(text.IndexOf(from, StringComparison.Ordinal) + from.Length)..text.IndexOf(to, StringComparison.Ordinal)];
}
