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

    private static double Seconds(TimeSpan? span) => Math.Round(span!.Value.TotalSeconds, 3);
}
