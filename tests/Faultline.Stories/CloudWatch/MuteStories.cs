using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Simulation;

namespace Faultline.Stories.CloudWatch;

/// <summary>A mute window over an alarm that comes and goes, while the server dies in it and over its ends.</summary>
public sealed class MuteStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Nothing is begun in the window. What the alarm came to last in it is done after it, if it lasts; what it came to
    /// before and after is done as ever.
    /// </summary>
    [Fact]
    public void In_a_mute_window_nothing_is_done_and_after_it_what_lasts_is() => Explore.Seeds(200, async world =>
    {
        var server = new WatchServer(world);
        await server.Start();
        await server.Do("PutMetricAlarm", new PutMetricAlarmInput
        {
            AlarmName = "high",
            Namespace = "Story",
            MetricName = "load",
            Statistic = Statistic.Average,
            Period = 60,
            EvaluationPeriods = 1,
            Threshold = 50,
            ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
            TreatMissingData = "ignore",
            AlarmActions = [WatchServer.Policy, WatchServer.Function],
            OKActions = [WatchServer.Policy, WatchServer.Function],
        });
        var begin = new DateTimeOffset(world.Now.UtcTicks / Minute.Ticks * Minute.Ticks, TimeSpan.Zero) + (Minute * 3);
        var end = begin + (Minute * (1 + world.Dice.Below(3)));
        await server.Do("PutAlarmMuteRule", Rule(world, begin, end));
        while (world.Now < end + Minute)
        {
            await server.Do("SetAlarmState", new SetAlarmStateInput
            {
                AlarmName = "high",
                StateValue = world.Dice.Chance(0.5) ? StateValue.Alarm : StateValue.Ok,
                StateReason = "story",
            });
            await world.Delay(world.Below(Second * (world.Dice.Chance(0.5) ? 4 : 60)));
            if (world.Dice.Chance(0.3))
            {
                await server.EndAndStart(world.Below(Second * (world.Dice.Chance(0.8) ? 5 : 150)));
            }
        }

        await world.Delay(Second * 5);
        await server.EndAndStart(TimeSpan.Zero);
        await world.Delay(Second * 20);
        // What was found to be due before the window may be under way when it begins.
        Assert.DoesNotContain(server.Began, began => began >= begin + (Second * 3) && began < end);
        var entered = await Entered(server);
        Assert.All(entered.Where(each => each.At >= end), each => Assert.True(Done(each) >= 1));
        var within = entered.FindAll(each => each.At >= begin && each.At < end);
        Assert.All(within.SkipLast(1), each => Assert.Equal(0, Done(each)));
        if (within is [.., var last])
        {
            var stays = entered.SkipWhile(each => each != last).Skip(1).All(each => each.At >= end + (Minute * 3));
            Assert.True(Done(last) >= 1 || !stays, $"{last} was muted, lasts, and was not done");
        }

        int Done((string State, DateTimeOffset At) change) => server.Acted.Count(action =>
            action.Action == WatchServer.Function && action.State == change.State
            && (action.At - change.At).Duration() < Second / 100);
    });

    /// <summary>Once or recurring, it mutes the same window.</summary>
    private static PutAlarmMuteRuleInput Rule(World world, DateTimeOffset begin, DateTimeOffset end)
    {
        var isOnce = world.Dice.Chance(0.5);
        return new()
        {
            Name = "rule",
            MuteTargets = new() { AlarmNames = ["high"] },
            Rule = new()
            {
                Schedule = new()
                {
                    Expression = begin.ToString(
                        isOnce ? "'at('yyyy-MM-dd'T'HH:mm')'" : "'cron('m H d M' *)'", CultureInfo.InvariantCulture),
                    Duration = $"PT{(end - begin).TotalMinutes}M",
                },
            },
        };
    }

    /// <summary>What the alarm came to, in that order.</summary>
    private static async Task<List<(string State, DateTimeOffset At)>> Entered(WatchServer server)
    {
        var history = await server.Ask<DescribeAlarmHistoryOutput>(
            "DescribeAlarmHistory",
            new DescribeAlarmHistoryInput
            {
                AlarmName = "high",
                HistoryItemType = HistoryItemType.StateUpdate,
                ScanBy = ScanBy.TimestampAscending,
            });
        return history!.AlarmHistoryItems!.ConvertAll(item =>
            (item.HistorySummary!.Split(' ')[^1], item.Timestamp!.Value));
    }
}
