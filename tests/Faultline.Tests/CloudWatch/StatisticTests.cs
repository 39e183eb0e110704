using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;

namespace Faultline.Tests.CloudWatch;

/// <summary>"CloudWatch statistics definitions", user guide.</summary>
public sealed class StatisticTests
{
    [Theory]
    [InlineData("SampleCount", 100)]
    [InlineData("Sum", 5050)]
    [InlineData("Average", 50.5)]
    [InlineData("Minimum", 1)]
    [InlineData("Maximum", 100)]
    [InlineData("p50", 50)]
    [InlineData("p99", 99)]
    [InlineData("p99.9", 100)]
    [InlineData("p100", 100)]
    [InlineData("p0", 1)]
    [InlineData("tm90", 45.5)]
    [InlineData("TM(10%:90%)", 50.5)]
    [InlineData("TM(10:20)", 15.5)]
    [InlineData("TM(:5)", 3)]
    [InlineData("IQM", 50.5)]
    [InlineData("wm90", 49.95)]
    [InlineData("WM(10%:90%)", 50.5)]
    [InlineData("tc90", 90)]
    [InlineData("TC(10:20)", 10)]
    [InlineData("TC(80%:)", 20)]
    [InlineData("ts90", 4095)]
    [InlineData("TS(80%:)", 1810)]
    [InlineData("TS(98:)", 199)]
    [InlineData("PR(:30)", 30)]
    [InlineData("PR(20:50)", 30)]
    public void Of_the_numbers_from_1_to_100(string name, double value)
    {
        var numbers = Of([.. Enumerable.Range(1, 100).Select(each => (double)each)]);
        Assert.Equal(value, Summary.Parse(name)!.Of(numbers)!.Value, 9);
    }

    [Theory]
    [InlineData("p101")]
    [InlineData("p")]
    [InlineData("p1.12345678901")]
    [InlineData("TM90")]
    [InlineData("tm(1:2)")]
    [InlineData("TM(:)")]
    [InlineData("TM(2:1)")]
    [InlineData("TM(2%:9)")]
    [InlineData("PR(10%:20%)")]
    [InlineData("pr20")]
    [InlineData("XX(1:2)")]
    [InlineData("average")]
    [InlineData("")]
    public void No_statistic_is_called(string name) => Assert.Null(Summary.Parse(name));

    [Fact]
    public void A_set_says_percentiles_only_where_all_its_values_are_the_same()
    {
        var percentile = Summary.Parse("p90")!;
        Assert.Null(percentile.Of(new() { Count = 2, Sum = 3, Min = 1, Max = 2 }));
        Assert.Equal(7, percentile.Of(new() { Count = 2, Sum = 14, Min = 7, Max = 7 }));
        Assert.Null(percentile.Of(Of(-1, 2)));
        var joined = Of(1, 2);
        joined.Add(new() { Count = 2, Sum = 3, Min = 1, Max = 2 });
        Assert.Null(percentile.Of(joined));
        Assert.Equal(4, Summary.Parse("SampleCount")!.Of(joined));
    }

    [Fact]
    public void Percentiles_of_many_values_are_within_a_hundredth()
    {
        var all = new Bucket();
        for (var value = 1; value <= 100_000; value++)
        {
            all.Add(Bucket.Of(value / 7.0));
        }

        Assert.True(all.Spread!.Length < 700);
        foreach (var share in (double[])[1, 10, 50, 90, 99, 99.9])
        {
            var exact = share * 1000 / 7.0;
            Assert.InRange(Summary.Parse($"p{share}")!.Of(all)!.Value, exact * 0.99, exact * 1.01);
        }

        Assert.Equal(100_000 / 7.0, all.Max);
    }

    [Theory]
    [InlineData("p99", 999, true)]
    [InlineData("p99", 1001, false)]
    [InlineData("p50", 19, true)]
    [InlineData("p50", 20, false)]
    [InlineData("p10", 99, true)]
    [InlineData("p10", 100, false)]
    public void A_percentile_of_few_is_vague(string name, double count, bool isVague) =>
        Assert.Equal(isVague, Summary.Parse(name)!.IsVague(Bucket.Of(1, count)));

    private static Bucket Of(params double[] values)
    {
        var bucket = new Bucket();
        foreach (var value in values)
        {
            bucket.Add(Bucket.Of(value));
        }

        return bucket;
    }
}
