using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Alarms;
using Faultline.Simulation;

namespace Faultline.Stories.CloudWatch;

/// <summary>Alarms on a metric with gaps, while the server dies and time passes.</summary>
public sealed class AlarmStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Soon after each minute the alarm is in the state that the values of its range say, whatever happened.
    /// </summary>
    [Fact]
    public void An_alarm_follows_its_metric() => Explore.Seeds(200, async world =>
    {
        var server = new WatchServer(world);
        await server.Start();
        var missing = new[] { "missing", "breaching", "notBreaching" }[world.Dice.Below(3)];
        var periods = 1 + world.Dice.Below(4);
        var terms = new Terms(periods, 1 + world.Dice.Below(periods), ComparisonOperator.GreaterThanThreshold, 50)
        {
            Missing = missing,
        };
        await Put(server, terms);
        var values = new Dictionary<long, double>();
        var minutes = 8 + world.Dice.Below(8);
        for (var i = 0; i < minutes; i++)
        {
            var begin = new DateTimeOffset(world.Now.UtcTicks / Minute.Ticks * Minute.Ticks, TimeSpan.Zero) + Minute;
            await Until(world, begin + (Second * 10) + world.Below(Second * 10));
            if (world.Dice.Chance(0.3))
            {
                await server.EndAndStart(world.Below(Second * 10));
            }

            if (world.Dice.Chance(0.6))
            {
                var value = world.Dice.Below(100);
                await Send(server, value, begin);
                values[begin.ToUnixTimeSeconds()] = value;
            }

            if (world.Dice.Chance(0.3))
            {
                await Until(world, begin + (Second * 55) + world.Below(Second * 7));
                await server.EndAndStart(world.Below(Second * 2));
            }

            await Until(world, begin + Minute + (Second * 12));
            Assert.Equal(Expected(terms, values, begin), await State(server));
        }
    });

    /// <summary>Every change of state that history shows was acted on, though the server died over it.</summary>
    [Fact]
    public void Each_change_of_state_is_acted_on_at_least_once() => Explore.Seeds(200, async world =>
    {
        var server = new WatchServer(world);
        await server.Start();
        await Put(server, new(1, 1, ComparisonOperator.GreaterThanThreshold, 50));
        for (var i = 4 + world.Dice.Below(8); i > 0; i--)
        {
            var state = world.Dice.Chance(0.5) ? StateValue.Alarm : StateValue.Ok;
            await server.Do("SetAlarmState", new SetAlarmStateInput
            {
                AlarmName = "high",
                StateValue = state,
                StateReason = "story",
            });
            await world.Delay(world.Below(Second * 2));
            if (world.Dice.Chance(0.4))
            {
                await server.EndAndStart(world.Below(Second * 3));
            }
        }

        await world.Delay(Second * 5);
        await server.EndAndStart(TimeSpan.Zero);
        await world.Delay(Second * 20);
        var history = await server.Ask<DescribeAlarmHistoryOutput>(
            "DescribeAlarmHistory",
            new DescribeAlarmHistoryInput { AlarmName = "high", HistoryItemType = HistoryItemType.StateUpdate });
        foreach (var item in history!.AlarmHistoryItems!)
        {
            var state = item.HistorySummary!.Split(' ')[^1];
            if (state != StateValue.InsufficientData)
            {
                Assert.Contains(server.Acted, action =>
                    action.State == state && (action.At - item.Timestamp!.Value).Duration() < Second / 100);
            }
        }

        var done = await server.Ask<DescribeAlarmHistoryOutput>(
            "DescribeAlarmHistory",
            new DescribeAlarmHistoryInput { AlarmName = "high", HistoryItemType = HistoryItemType.Action });
        Assert.True(done!.AlarmHistoryItems!.Count >= history.AlarmHistoryItems!.Count(item =>
            !item.HistorySummary!.EndsWith(StateValue.InsufficientData, StringComparison.Ordinal)));
    });

    private static string Expected(Terms terms, Dictionary<long, double> values, DateTimeOffset last)
    {
        var range = Enumerable.Range(0, terms.Periods + Evaluation.Extra)
            .Select(ago => last - (Minute * ago))
            .Reverse()
            .Select(at => values.TryGetValue(at.ToUnixTimeSeconds(), out var value) ? new Point(at, value) : null)
            .ToList();
        return Evaluation.Of(terms, range).State!;
    }

    private static async Task Until(World world, DateTimeOffset hour)
    {
        if (hour > world.Now)
        {
            await world.Delay(hour - world.Now);
        }
    }

    private static async Task<string> State(WatchServer server) =>
        (await server.Ask<DescribeAlarmsOutput>("DescribeAlarms", new DescribeAlarmsInput()))!
            .MetricAlarms![0].StateValue!;

    private static Task Send(WatchServer server, double value, DateTimeOffset minute) => server.Do(
        "PutMetricData",
        new PutMetricDataInput
        {
            Namespace = "Story",
            MetricData = [new() { MetricName = "load", Value = value, Timestamp = minute.AddSeconds(5) }],
        });

    private static Task Put(WatchServer server, Terms terms) => server.Do(
        "PutMetricAlarm",
        new PutMetricAlarmInput
        {
            AlarmName = "high",
            Namespace = "Story",
            MetricName = "load",
            Statistic = Statistic.Average,
            Period = 60,
            EvaluationPeriods = terms.Periods,
            DatapointsToAlarm = terms.ToAlarm,
            Threshold = terms.Threshold,
            ComparisonOperator = terms.Operator,
            TreatMissingData = terms.Missing,
            AlarmActions = [WatchServer.Policy],
            OKActions = [WatchServer.Policy],
        });
}
