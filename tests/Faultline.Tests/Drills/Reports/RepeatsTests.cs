using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>How times to recovery are spread over runs.</summary>
public sealed class RepeatsTests
{
    [Fact]
    public void Percentiles_are_values_that_were_measured()
    {
        var repeats = new Repeats(
            [.. Enumerable.Range(1, 20).Select(second => MadeResults.Survived(rto: 11.8 + second))]);
        var spread = repeats.Spreads.Single(one => one.Probe == "shop");
        Assert.Equal((12.8, 21.8, 30.8, 31.8), (
            Seconds(spread.Min), Seconds(spread.Median), Seconds(spread.P95), Seconds(spread.Max)));
        Assert.Equal((20, 18), (spread.Runs, spread.Met));
    }

    [Fact]
    public void A_run_that_never_came_back_is_the_worst_of_all()
    {
        var gone = MadeResults.Survived();
        gone = gone with { Probes = [gone.Probes[0] with { Rto = null }] };
        var spread = new Repeats([gone, MadeResults.Survived(14)]).Spreads.Single(one => one.Probe == "shop");
        Assert.Equal((14, null, 1), (Seconds(spread.Min), spread.Max, spread.Met));
    }

    [Fact]
    public void Availability_is_spread_too_and_the_worst_run_is_the_least()
    {
        var runs = Enumerable.Range(1, 40).Select(one => MadeResults.Survived())
            .Select((run, at) => run with { Probes = [run.Probes[0] with { Availability = 0.88 + at / 400.0 }] });
        var repeats = new Repeats([.. runs]);
        var spread = Assert.Single(repeats.Availability);
        Assert.Equal(("shop", 40, 0.9, 32), (spread.Probe, spread.Runs, spread.Target, spread.Met));
        Assert.Equal(
            [0.88, 0.8825, 0.9275, 0.9775],
            new[] { spread.Min, spread.P5, spread.Median, spread.Max }.Select(share => Math.Round(share, 4)));

        var shown = repeats.Runs[0];
        const string Says = "availability of shop: min 88 %, p5 88.2 %, median 92.7 %, max 97.7 %";
        Assert.Contains(Says, TerminalReport.Of(shown, TerminalLook.None, repeats));
        Assert.Contains("| shop | 88 % | 88.2 % | 92.7 % | 97.7 % |", MarkdownReport.Of(shown, repeats));
        Assert.Contains("\"p5\": 0.8825", JsonReport.Of(shown, repeats));
        Assert.Contains("Availability over all runs", HtmlReport.Of(shown, [], repeats));
    }

    private static double Seconds(TimeSpan? span) => Math.Round(span!.Value.TotalSeconds, 3);
}
