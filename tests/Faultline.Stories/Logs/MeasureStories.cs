using System.Text;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Logs;
using Faultline.Simulation;

namespace Faultline.Stories.Logs;

/// <summary>What logs do by themselves, under crashes: reading consoles, reporting what filters count.</summary>
public sealed class MeasureStories
{
    private const string Instance = "i-0123456789abcdef0";
    private const int Shown = 64 << 10;

    [Fact]
    public void Each_line_of_a_console_comes_once() => Explore.Seeds(200, async world =>
    {
        var console = new StringBuilder();
        var ec2 = new Other(Ec2Model.Service, async (_, input) =>
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(20)));
            return input is DescribeTagsRequest
                ? new DescribeTagsResult { Tags = [new() { ResourceId = Instance, Value = "consoles" }] }
                : new GetConsoleOutputResult { Output = Tail(console) };
        });
        var server = new Server(world, new()
        {
            Instances = ec2,
            Accounts = static () => new(["111122223333"]),
        });
        await server.Start();
        var width = 10 + world.Dice.Below(400);
        await Task.WhenAll(Boot(), server.Trouble(4, TimeSpan.FromSeconds(10)));
        await world.Delay(TimeSpan.FromSeconds(15));
        var found = await All(server);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), found.Select(line => line.Split(' ')[0]));

        async Task Boot()
        {
            for (var i = 0; i < 200; i++)
            {
                // Now and then a line is written in two pieces.
                console.Append($"{i} ");
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(300)));
                console.Append(new string('.', width)).Append('\n');
            }
        }
    });

    [Fact]
    public void What_a_metric_filter_counts_is_reported_at_least_once_and_once_where_nobody_dies() =>
        Explore.Seeds(200, async world =>
        {
            var told = 0.0;
            var cloudWatch = new Other(CloudWatchModel.Service, async (_, input) =>
            {
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(20)));
                if (world.Dice.Chance(0.2))
                {
                    throw CloudWatchErrors.InternalServiceFault("try again");
                }

                told += ((PutMetricDataInput)input).MetricData!.Sum(datum => datum.Counts!.Sum());
                return null;
            });
            var server = new Server(world, new() { Metrics = cloudWatch });
            await server.Start();
            await server.Do("CreateLogGroup", new CreateLogGroupRequest { LogGroupName = "app" });
            await server.Do(
                "CreateLogStream", new CreateLogStreamRequest { LogGroupName = "app", LogStreamName = "one" });
            await server.Do("PutMetricFilter", new PutMetricFilterRequest
            {
                LogGroupName = "app",
                FilterName = "errors",
                FilterPattern = "ERROR",
                MetricTransformations = [new() { MetricName = "E", MetricNamespace = "N", MetricValue = "1" }],
            });
            var (acknowledged, sent) = (0, 0);
            await Task.WhenAll(Write(), server.Trouble(3, TimeSpan.FromMinutes(2)));
            await world.Delay(TimeSpan.FromMinutes(3));
            Assert.InRange(told, acknowledged, server.Deaths == 0 ? sent : double.MaxValue);

            async Task Write()
            {
                for (var i = 0; i < 20; i++)
                {
                    var isError = world.Dice.Chance(0.5);
                    var put = await server.TryAsk<PutLogEventsResponse>("PutLogEvents", new PutLogEventsRequest
                    {
                        LogGroupName = "app",
                        LogStreamName = "one",
                        LogEvents =
                        [
                            new()
                            {
                                Timestamp = world.Now.ToUnixTimeMilliseconds(),
                                Message = isError ? "ERROR" : "fine",
                            },
                        ],
                    });
                    sent += isError ? 1 : 0;
                    acknowledged += isError && put is not null ? 1 : 0;
                    await world.Delay(world.Below(TimeSpan.FromSeconds(20)));
                }
            }
        });

    private static string Tail(StringBuilder console)
    {
        var bytes = Encoding.UTF8.GetBytes(console.ToString());
        return Convert.ToBase64String(bytes[^Math.Min(Shown, bytes.Length)..]);
    }

    private static async Task<List<string>> All(Server server)
    {
        var (all, token) = (new List<string>(), (string?)null);
        do
        {
            var page = await server.Ask<FilterLogEventsResponse>("FilterLogEvents", new FilterLogEventsRequest
            {
                LogGroupName = "consoles",
                NextToken = token,
            });
            all.AddRange(page.Events!.Select(each => each.Message!));
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }
}
