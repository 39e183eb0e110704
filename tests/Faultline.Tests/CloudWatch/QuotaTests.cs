using Faultline.Api.CloudWatch;
using Faultline.Services;
using Faultline.Services.CloudWatch;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.CloudWatch;

/// <summary>How much an account has at most, and a region.</summary>
public sealed class QuotaTests
{
    private readonly WatchRig rig = new();

    [Fact]
    public async Task An_account_has_so_many_alarms_in_a_region()
    {
        await rig.Alarm("a7");
        await Copies("a7", Limits.AlarmsMax - 1);
        await Ec2Rig.Refused("LimitExceeded", () => rig.Alarm("more"), "quota for alarms");
        await Ec2Rig.Refused("LimitExceeded", () => rig.Composite("over", "TRUE"));

        // One that is there can be put anew, others have quotas of their own, and one that goes makes room.
        await rig.Alarm("a7", alarm => alarm.Threshold = 1);
        await rig.Watch.PutMetricAlarm(rig.Call("PutMetricAlarm", Ec2Rig.Other), new()
        {
            AlarmName = "more",
            Namespace = "App",
            MetricName = "load",
            Statistic = "Sum",
            Period = 60,
            EvaluationPeriods = 1,
            Threshold = 1,
            ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
        }, WatchRig.Ct);
        await rig.Watch.DeleteAlarms(rig.Call("DeleteAlarms"), new() { AlarmNames = ["copy 3"] }, WatchRig.Ct);
        await rig.Alarm("more");
    }

    [Fact]
    public async Task A_region_keeps_so_many_metrics_and_what_is_there_goes_on()
    {
        await Room(3);
        await rig.Put(WatchRig.Datum("one", 1), WatchRig.Datum("two", 1), WatchRig.Datum("two", 2));
        await Ec2Rig.Refused(
            "LimitExceeded", () => rig.Put(WatchRig.Datum("three", 1), WatchRig.Datum("four", 1)), "no room");
        Assert.Equal(["one", "two"], await Names());
        await rig.Put(WatchRig.Datum("one", 2), WatchRig.Datum("three", 1), WatchRig.Datum("three", 1));
        await Ec2Rig.Refused(
            "LimitExceeded",
            () => rig.Put(new MetricDatum { MetricName = "one", Value = 1, Unit = StandardUnit.Bytes }));
        await rig.Put(WatchRig.Datum("one", 3));
        var point = Assert.Single((await rig.Statistics("one", 5, 300, ["Sum"])).Datapoints!);
        Assert.Equal(6, point.Sum);
    }

    [Fact]
    public async Task What_services_measure_of_what_is_known_goes_on_where_there_is_no_room()
    {
        await Room(1);
        rig.Watch.Measured = [new Meter()];
        rig.Now = (await rig.Watch.Collector.Look(WatchRig.Ct))!.Value;
        await rig.Watch.Collector.Look(WatchRig.Ct);
        rig.Now += rig.Watch.Collector.Every;
        await rig.Watch.Collector.Look(WatchRig.Ct);
        Assert.Equal(["first"], await Names());
        using var held = await rig.Watch.Metrics.Take(WatchRig.Ct);
        Assert.Equal(2, held.State.Of(Ec2Call.Account).Single().Series.Single().Hours[0].Count);
    }

    /// <summary>So many alarms more that are as one is, all in one turn.</summary>
    private async Task Copies(string of, int count)
    {
        using var held = await rig.Watch.Book.Take(WatchRig.Ct);
        var alarm = held.State.Find(Ec2Call.Account, "us-east-1", of)!;
        for (var i = 0; i < count; i++)
        {
            var name = $"copy {i}";
            held.State.Alarms.Put(alarm with
            {
                Id = Services.CloudWatch.Keeping.Alarm.ArnOf("us-east-1", Ec2Call.Account, name),
                Name = name,
            });
        }

        await held.Keep();
    }

    private async Task Room(int series)
    {
        using var held = await rig.Watch.Metrics.Take(WatchRig.Ct);
        held.State.SeriesMax = series;
    }

    private async Task<List<string>> Names() =>
    [
        .. (await rig.Watch.ListMetrics(rig.Call("ListMetrics"), new(), WatchRig.Ct)).Metrics!
            .Select(metric => metric.MetricName!).Order(),
    ];

    private sealed class Meter : IMeasured
    {
        public ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct) => new(
        [
            Measurement.Of(Ec2Call.Account, "AWS/Test", "first", "Count", period.From, 1),
            Measurement.Of(Ec2Call.Account, "AWS/Test", "second", "Count", period.From, 1),
        ]);
    }
}
