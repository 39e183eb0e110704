using System.Text.Json;
using System.Xml.Linq;
using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>Clients that knew only what died are told of in every form.</summary>
public sealed class StrandedTests
{
    private static readonly Stranded some = new(4, 10)
    {
        Shortest = TimeSpan.FromSeconds(12.5), Longest = TimeSpan.FromSeconds(58.2), Ttl = TimeSpan.FromSeconds(60),
        Addresses = ["127.4.0.9"], Zones = ["us-east-1b"],
    };

    [Fact]
    public void Clients_that_knew_only_what_died_are_a_weakness_with_how_many_and_for_how_long()
    {
        var finding = Assert.Single(Findings.Of(With(some), deployed: null), Is);
        Assert.Equal(Severity.Weakness, finding.Severity);
        Assert.Equal("4 of 10 clients of shop knew only addresses that died", finding.Title);
        Assert.Contains("led to us-east-1b alone", finding.Says, StringComparison.Ordinal);
        Assert.Contains("without any answer for 12.5 s to 58.2 s,", finding.Says, StringComparison.Ordinal);
        Assert.Contains("may put off for 60 s", finding.Says, StringComparison.Ordinal);
        Assert.Contains("shorter TTL", finding.Advice, StringComparison.Ordinal);
        var alone = With(some with { Zones = [], Shortest = some.Longest });
        finding = Assert.Single(Findings.Of(alone, deployed: null), Is);
        Assert.Contains("led to 127.4.0.9 alone", finding.Says, StringComparison.Ordinal);
        Assert.Contains("answer for 58.2 s,", finding.Says, StringComparison.Ordinal);
        Assert.DoesNotContain(Findings.Of(With(null), deployed: null), Is);
    }

    [Fact]
    public void Every_form_tells_of_them()
    {
        var result = With(some);
        result = result with { Findings = Findings.Of(result, deployed: null) };
        const string Title = "4 of 10 clients of shop knew only addresses that died";
        var junit = XElement.Parse(JUnitReport.Of(result)).Element("testsuite")!.Element("system-out")!.Value;
        Assert.All(
            [
                HtmlReport.Of(result, []), MarkdownReport.Of(result), TerminalReport.Of(result, TerminalLook.None),
                JsonReport.Of(result), junit,
            ],
            form => Assert.Contains(Title, form, StringComparison.Ordinal));
        Assert.Contains("<dd>4 of 10 clients, for 12.5 s to 58.2 s</dd>", HtmlReport.Of(result, []),
            StringComparison.Ordinal);
        using var json = JsonDocument.Parse(JsonReport.Of(result));
        var told = json.RootElement.GetProperty("probes")[0].GetProperty("stranded");
        Assert.Equal(
            (4, 10, 12.5, 58.2, 60),
            (told.GetProperty("clients").GetInt32(), told.GetProperty("of").GetInt32(),
                told.GetProperty("shortestSeconds").GetDouble(), told.GetProperty("longestSeconds").GetDouble(),
                told.GetProperty("ttlSeconds").GetInt32()));
        Assert.Equal("us-east-1b", told.GetProperty("zones")[0].GetString());
        Assert.Equal("127.4.0.9", told.GetProperty("addresses")[0].GetString());
        Assert.Equal(
            JsonValueKind.Null, json.RootElement.GetProperty("probes")[1].GetProperty("stranded").ValueKind);
    }

    private static bool Is(Finding finding) => finding.Title.Contains("knew only", StringComparison.Ordinal);

    private static DrillResult With(Stranded? stranded)
    {
        var result = MadeResults.Survived();
        return result with { Probes = [result.Probes[0] with { Stranded = stranded }, result.Probes[1]] };
    }
}
