using Faultline.Api.CloudWatch;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudWatch;

/// <summary>What is put is there, as statistics of periods.</summary>
public sealed class DataTests
{
    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public async Task Every_form_of_a_datum_counts()
    {
        await rig.Put(
            WatchRig.Datum("m", 1),
            new() { MetricName = "m", Values = [2, 3], Counts = [4, 1] },
            new() { MetricName = "m", Values = [10, 20] },
            new()
            {
                MetricName = "m",
                StatisticValues = new() { SampleCount = 2, Sum = 30, Minimum = 5, Maximum = 25 },
            });
        var point = Assert.Single((await rig.Statistics(
            "m", 1, 60, ["SampleCount", "Sum", "Average", "Minimum", "Maximum"])).Datapoints!);
        Assert.Equal(
            (10d, 72d, 7.2d, 1d, 25d),
            (point.SampleCount, point.Sum, point.Average, point.Minimum, point.Maximum));
        Assert.Equal((new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), "None"), (point.Timestamp, point.Unit));
    }

    [Fact]
    public async Task Percentiles_are_there_while_values_are()
    {
        await rig.Put(new MetricDatum { MetricName = "m", Values = [1, 2, 3, 4], Counts = [1, 1, 1, 97] });
        var point = Assert.Single((await rig.Statistics("m", 1, 60, null, ["p2", "p50", "tm3"])).Datapoints!);
        Assert.Equal((2d, 4d, 2d), (point.ExtendedStatistics!["p2"], point.ExtendedStatistics["p50"],
            point.ExtendedStatistics["tm3"]));
        await rig.Put(new MetricDatum
        {
            MetricName = "m",
            StatisticValues = new() { SampleCount = 2, Sum = 30, Minimum = 5, Maximum = 25 },
        });
        Assert.Empty((await rig.Statistics("m", 1, 60, null, ["p50"])).Datapoints!);
    }

    [Fact]
    public async Task What_comes_by_the_second_can_be_asked_for_by_the_second_for_three_hours()
    {
        for (var i = 0; i < 60; i++)
        {
            await rig.Put(new MetricDatum
            {
                MetricName = "fine",
                Value = i,
                StorageResolution = 1,
                Timestamp = rig.Now.AddSeconds(-i),
            });
        }

        await rig.Load(1);
        Assert.Equal(60, (await rig.Statistics("fine", 2, 1, ["Sum"])).Datapoints!.Count);
        Assert.Equal(7, (await rig.Statistics("fine", 1, 10, ["Sum"])).Datapoints!.Count);
        Assert.Equal(2, (await rig.Statistics("fine", 2, 60, ["Sum"])).Datapoints!.Count);
        rig.Now = rig.Now.AddHours(4);
        Assert.Empty((await rig.Ask(new()
        {
            StartTime = rig.Now.AddHours(-5),
            EndTime = rig.Now,
            MetricDataQueries = [WatchRig.Query("m1", "fine", period: 10)],
        })).MetricDataResults![0].Values!);
        Assert.Equal(2, (await rig.Statistics("fine", 300, 60, ["Sum"])).Datapoints!.Count);
    }

    /// <summary>"Metrics retention", under "Amazon CloudWatch concepts", user guide.</summary>
    [Theory]
    [InlineData(14, 60, true)]
    [InlineData(16, 60, false)]
    [InlineData(16, 300, true)]
    [InlineData(62, 300, true)]
    [InlineData(64, 300, false)]
    [InlineData(64, 3600, true)]
    [InlineData(454, 3600, true)]
    [InlineData(457, 3600, false)]
    public async Task Old_data_can_be_asked_for_by_long_periods_only(int days, int period, bool isThere)
    {
        await rig.Load(7);
        var then = rig.Now;
        for (var day = 1; day <= days; day++)
        {
            rig.Now = then.AddDays(day);
            await rig.Watch.Collector.Look(WatchRig.Ct);
            if (day % 50 == 0)
            {
                rig.Reopen();
            }
        }

        rig.Reopen();
        var data = await rig.Ask(new()
        {
            StartTime = then.AddHours(-2),
            EndTime = then.AddHours(2),
            MetricDataQueries = [WatchRig.Query("m1", "load", period: period)],
        });
        Assert.Equal(isThere ? [7.0] : new List<double>(), data.MetricDataResults![0].Values!);
    }

    [Fact]
    public async Task Units_are_apart_unless_one_is_asked_for()
    {
        await rig.Put(
            new() { MetricName = "m", Value = 1, Unit = "Seconds" },
            new() { MetricName = "m", Value = 2, Unit = "Bytes" });
        var both = (await rig.Statistics("m", 1, 60, ["Sum"])).Datapoints!;
        Assert.Equal([("Seconds", 1), ("Bytes", 2)], both.Select(point => (point.Unit!, point.Sum!.Value)));
        var query = WatchRig.Query("m1", "m");
        query.MetricStat!.Unit = "Bytes";
        Assert.Equal([2], (await rig.Data(1, query)).MetricDataResults![0].Values!);
    }

    [Fact]
    public async Task Dimensions_tell_metrics_apart_in_any_order()
    {
        List<Dimension> one = [new() { Name = "a", Value = "1" }, new() { Name = "b", Value = "2" }];
        await rig.Put(
            new() { MetricName = "m", Value = 1, Dimensions = one },
            new() { MetricName = "m", Value = 2, Dimensions = [one[1], one[0]] },
            new() { MetricName = "m", Value = 4 });
        var metrics = (await rig.Watch.ListMetrics(
            rig.Call("ListMetrics"), new() { Dimensions = [new() { Name = "a" }] }, WatchRig.Ct)).Metrics!;
        Assert.Equal(["a=1", "b=2"], Assert.Single(metrics).Dimensions!.Select(each => $"{each.Name}={each.Value}"));
        var query = WatchRig.Query("m1", "m");
        query.MetricStat!.Metric.Dimensions = [one[1], one[0]];
        Assert.Equal([3], (await rig.Data(1, query)).MetricDataResults![0].Values!);
    }

    [Fact]
    public async Task Metrics_are_listed_in_pages_and_for_two_weeks()
    {
        await rig.Put([.. Enumerable.Range(0, 600).Select(i => WatchRig.Datum($"m{i}", 1))]);
        var first = await List(null);
        Assert.Equal(500, first.Metrics!.Count);
        Assert.Equal(100, (await List(null, first.NextToken)).Metrics!.Count);
        rig.Now = rig.Now.AddHours(4);
        await rig.Load(1);
        Assert.Equal("load", Assert.Single((await List(RecentlyActive.Pt3h)).Metrics!).MetricName);
        await Ec2Rig.Refused("InvalidParameterValue", () => List("PT4H"));
        rig.Now = rig.Now.AddDays(13);
        Assert.Equal(500, (await List(null)).Metrics!.Count);
        rig.Now = rig.Now.AddDays(1);
        Assert.Empty((await List(null)).Metrics!);

        async Task<ListMetricsOutput> List(string? recently, string? token = null) => await rig.Watch.ListMetrics(
            rig.Call("ListMetrics"),
            new() { Namespace = "App", RecentlyActive = recently, NextToken = token },
            WatchRig.Ct);
    }

    [Fact]
    public async Task What_cannot_be_put_is_refused()
    {
        await Refused("InvalidParameterValue", WatchRig.Datum("m", 1, rig.Now.AddDays(-15)), "two weeks in the past");
        await Refused("InvalidParameterValue", WatchRig.Datum("m", 1, rig.Now.AddHours(3)), "two hours in the future");
        await Refused("InvalidParameterValue", WatchRig.Datum("m", double.NaN), "NaN");
        await Refused("InvalidParameterValue", WatchRig.Datum("m", 1e200), "Value");
        await Refused("MissingParameter", new() { MetricName = "m" }, "Value");
        await Refused("InvalidParameterCombination", new() { MetricName = "m", Value = 1, Values = [1] }, "exclusive");
        await Refused("InvalidParameterValue", new() { MetricName = "m", Values = [1], Counts = [1, 2] }, "same size");
        await Refused("InvalidParameterValue", new() { MetricName = "m", Value = 1, Unit = "Apples" }, "Apples");
        await Refused("InvalidParameterValue", new() { MetricName = "m", Value = 1, StorageResolution = 5 }, "5");
        await Refused(
            "MissingParameter", new() { MetricName = "m", StatisticValues = new() { Sum = 1 } }, "SampleCount");
        await Refused(
            "InvalidParameterValue",
            new()
            {
                MetricName = "m",
                Value = 1,
                Dimensions = [.. Enumerable.Range(0, 31).Select(i => new Dimension { Name = $"d{i}", Value = "v" })],
            },
            "30");
        await Ec2Rig.Refused("InvalidParameterValue", () => rig.PutIn("AWS/EC2", WatchRig.Datum("m", 1)), "AWS/EC2");
        await Ec2Rig.Refused(
            "InvalidParameterValue",
            () => rig.Put([.. Enumerable.Range(0, 1001).Select(i => WatchRig.Datum("m", i))]),
            "1000");
        var list = await rig.Watch.ListMetrics(rig.Call("ListMetrics"), new(), WatchRig.Ct);
        Assert.Empty(list.Metrics!);

        Task Refused(string code, MetricDatum datum, string says) => Ec2Rig.Refused(code, () => rig.Put(datum), says);
    }

    [Fact]
    public async Task What_cannot_be_asked_of_statistics_is_refused()
    {
        await Ec2Rig.Refused(
            "InvalidParameterCombination", () => rig.Statistics("m", 2000, 60, ["Sum"]), "2,001 datapoints");
        await Ec2Rig.Refused("InvalidParameterCombination", () => rig.Statistics("m", 1, 60));
        await Ec2Rig.Refused("InvalidParameterCombination", () => rig.Statistics("m", 1, 60, ["Sum"], ["p9"]));
        await Ec2Rig.Refused("InvalidParameterValue", () => rig.Statistics("m", 1, 61, ["Sum"]));
        await Ec2Rig.Refused("InvalidParameterValue", () => rig.Statistics("m", 1, 60, ["p9"]));
        await Ec2Rig.Refused("InvalidParameterValue", () => rig.Statistics("m", 1, 60, null, ["Sam"]));
    }
}
