using System.Text;
using System.Xml;
using System.Xml.Linq;
using Faultline.Drills.Reports.Pages;

namespace Faultline.Drills.Reports;

/// <summary>
/// The report as CI systems read tests: a run is a suite, each objective a case, and that it was played to its end is
/// one more.
/// </summary>
public static class JUnitReport
{
    private const string Played = "played to its end";

    public static string Of(params IReadOnlyList<DrillResult> runs)
    {
        var suites = runs.Select((run, at) => Suite(run, runs.Count > 1 ? $" (run {at + 1})" : "")).ToList();
        var root = new XElement("testsuites",
            new XAttribute("tests", Sum(suites, "tests")),
            new XAttribute("failures", Sum(suites, "failures")),
            new XAttribute("errors", Sum(suites, "errors")),
            suites);
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(text, settings))
        {
            root.Save(xml);
        }

        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n";
    }

    private static int Sum(IEnumerable<XElement> suites, string name) =>
        suites.Sum(suite => (int)suite.Attribute(name)!);

    private static XElement Suite(DrillResult result, string run)
    {
        var name = Tag.Clean(result.Plan.Name + run);
        var unplayed = result.Broken is not null || result.Struck is null;
        var cases = result.Objectives
            .Select(one => Case(name, Tag.Clean(Verdict.Named(one)), one.Met ? null : Problem(
                "failure", $"was {one.Actual}, wanted was {one.Target}", "objective")))
            .Prepend(Case(name, Played, unplayed ? Problem("error", Verdict.Of(result).Says, "drill") : null))
            .ToList();
        return new("testsuite",
            new XAttribute("name", name),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", result.Objectives.Count(one => !one.Met)),
            new XAttribute("errors", unplayed ? 1 : 0),
            new XAttribute("time", (result.Ended - result.Began).TotalSeconds.ToString("0.###")),
            new XAttribute("timestamp", result.Began.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss")),
            new XElement("properties",
                Property("tool", result.Tool),
                Property("site", result.Site),
                Property("seed", result.Seed?.ToString() ?? ""),
                Property("again", result.Again())),
            cases,
            Said(result));
    }

    /// <summary>What CI systems show as what a suite wrote.</summary>
    private static XElement? Said(DrillResult result)
    {
        string[] all =
        [
            .. result.Findings.Select(one => $"{one.Severity}: {one.Title}. {one.Says} {one.Advice}".TrimEnd()),
            .. Rehearsing.Says(result) is not { } says ? Array.Empty<string>() : [says],
            .. Rehearsing.Rows(result).Select(row => $"{row[0]}: {row[^1]}"),
        ];
        return all.Length == 0 ? null : new("system-out", Tag.Clean(string.Join('\n', all)));
    }

    private static XElement Case(string suite, string name, XElement? problem) => new("testcase",
        new XAttribute("classname", suite), new XAttribute("name", name), problem);

    private static XElement Problem(string element, string says, string type) => new(element,
        new XAttribute("message", Tag.Clean(says)), new XAttribute("type", type), Tag.Clean(says));

    private static XElement Property(string name, string value) =>
        new("property", new XAttribute("name", name), new XAttribute("value", Tag.Clean(value)));
}
