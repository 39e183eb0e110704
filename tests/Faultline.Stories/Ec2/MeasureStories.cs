using Faultline.Api.CloudWatch;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>What CloudWatch shows of instances, and what its alarms have done to them.</summary>
public sealed class MeasureStories
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_processors_of_an_instance_are_measured_right_over_a_restart() => Explore.Seeds(40, async world =>
    {
        // Half a processor of the two that a t3.large has.
        var ward = await Ward.Open(world, script: new() { Cpus = 0.5 });
        await ward.Wait(second * 130);
        await world.Delay(world.Below(second * 60));
        ward.Server.Kill();
        await world.Delay(world.Below(second * 90));
        await ward.Server.Start();
        await ward.Wait(second * 200);
        var points = await Points(ward, "CPUUtilization");
        Assert.InRange(points.Count, 4, 10);
        Assert.All(points, point => Assert.InRange(point.Maximum!.Value, 0, 25.001));

        // The minute in which it began, and that in which the server was away, may be whole or not; none is more.
        Assert.All(points.Skip(1), point => Assert.InRange(point.Minimum!.Value, 24.999, 25.001));
    });

    [Fact]
    public void What_comes_through_a_public_address_is_measured_both_ways() => Explore.Seeds(40, async world =>
    {
        var visit = await Visit.Begin(world);
        await visit.Allow("0.0.0.0/0");
        var client = await visit.Connect();
        var times = 1 + world.Dice.Below(20);
        for (var i = 0; i < times; i++)
        {
            Assert.True(await Visit.Hears(client));
        }

        await visit.Ward.Wait(second * 10);
        foreach (var (metric, sum) in new[]
            {
                ("NetworkIn", 5 * times), ("NetworkOut", 5 * times), ("NetworkPacketsIn", times),
                ("NetworkPacketsOut", times),
            })
        {
            Assert.Equal(sum, (await Points(visit.Ward, metric)).Sum(point => point.Sum));
        }
    });

    [Fact]
    public void An_alarm_recovers_an_instance_whose_host_has_failed() => Explore.Seeds(40, async world =>
    {
        var ward = await Ward.Open(world, "disabled");
        var host = await ward.Host();
        await Alarm(ward, "recover");
        await ward.Wait(second * 100);
        Assert.Equal(host, await ward.Host());
        await ward.Fail(host, second * 600);
        await Until(ward, "it runs on another host", async () =>
            await ward.Runs() && await ward.Host() != host);
        await Until(ward, "its history says so", async () => (await History(ward)).Count > 0);
        Assert.StartsWith(
            "Successfully executed action", (await History(ward))[0].HistorySummary!, StringComparison.Ordinal);
        await ward.Until("its checks are passed", async () => await ward.Status() == "ok ok");
    });

    [Fact]
    public void An_alarm_that_dies_with_the_server_recovers_all_the_same() => Explore.Seeds(40, async world =>
    {
        var ward = await Ward.Open(world, "disabled");
        var host = await ward.Host();
        await Alarm(ward, "recover");
        await ward.Fail(host, second * 900);
        await world.Delay(world.Below(second * 130));
        ward.Server.Kill();
        await world.Delay(world.Below(second * 5));
        await ward.Server.Start();
        await Until(ward, "it runs on another host", async () => await ward.Runs() && await ward.Host() != host);
        await ward.Watch(second * 5);
    });

    [Fact]
    public void An_instance_whose_host_is_well_is_not_recovered() => Explore.Seeds(20, async world =>
    {
        var ward = await Ward.Open(world, "disabled");
        var host = await ward.Host();
        await Alarm(ward, "recover", "StatusCheckFailed_Instance");
        await ward.Stage.Begin("instance-hang", second * 200, ("resource", ward.Patient));
        await Until(ward, "its alarm has tried", async () => (await History(ward)).Count > 0);
        var tried = (await History(ward))[0];
        Assert.StartsWith("Failed to execute action", tried.HistorySummary!, StringComparison.Ordinal);
        Assert.Contains("nothing to recover it from", tried.HistoryData!, StringComparison.Ordinal);
        Assert.Equal(host, await ward.Host());
    });

    private static async Task Alarm(Ward ward, string verb, string metric = "StatusCheckFailed_System") =>
        await ward.Server.AskWatch<PutMetricAlarmInput>("PutMetricAlarm", new PutMetricAlarmInput
        {
            AlarmName = "host",
            Namespace = "AWS/EC2",
            MetricName = metric,
            Dimensions = [new() { Name = "InstanceId", Value = ward.Patient }],
            Statistic = "Maximum",
            Period = 60,
            EvaluationPeriods = 1,
            Threshold = 0,
            ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
            AlarmActions = [$"arn:aws:automate:eu-west-1:ec2:{verb}"],
        });

    private static async Task<List<AlarmHistoryItem>> History(Ward ward) =>
        (await ward.Server.AskWatch<DescribeAlarmHistoryOutput>(
            "DescribeAlarmHistory",
            new DescribeAlarmHistoryInput { AlarmName = "host", HistoryItemType = HistoryItemType.Action }))
        ?.AlarmHistoryItems ?? [];

    private static async Task<List<Datapoint>> Points(Ward ward, string metric)
    {
        var answer = await ward.Server.AskWatch<GetMetricStatisticsOutput>(
            "GetMetricStatistics",
            new GetMetricStatisticsInput
            {
                Namespace = "AWS/EC2",
                MetricName = metric,
                Dimensions = [new() { Name = "InstanceId", Value = ward.Patient }],
                StartTime = ward.Now.AddHours(-1),
                EndTime = ward.Now.AddMinutes(1),
                Period = 60,
                Statistics = ["Sum", "Minimum", "Maximum"],
            });
        return [.. answer!.Datapoints!.OrderBy(point => point.Timestamp)];
    }

    /// <summary>Alarms take minutes.</summary>
    private static async Task Until(Ward ward, string what, Func<Task<bool>> so)
    {
        for (var until = ward.Now.AddMinutes(6); !await so();)
        {
            Assert.True(ward.Now < until, $"Not within six minutes: {what}.");
            await ward.Wait(second);
        }
    }
}
