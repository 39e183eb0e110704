using Faultline.Api.Logs;
using Faultline.Simulation;

namespace Faultline.Stories.Logs;

/// <summary>Events under crashes: what was acknowledged is there, once, and tokens meet each event once.</summary>
public sealed class LogStories
{
    private const string Group = "app";

    private static readonly string[] streams = ["one", "two", "three"];

    [Fact]
    public void What_was_acknowledged_is_there_once_and_every_way_meets_it_once() => Explore.Seeds(200, async world =>
    {
        var server = new Server(world);
        await server.Start();
        await Make(server);
        var acknowledged = new HashSet<string>();
        var sent = new HashSet<string>();
        await Task.WhenAll([
            server.Trouble(3, TimeSpan.FromSeconds(3)),
            .. Enumerable.Range(0, 3).Select(writer => Write(world, server, $"w{writer}", sent, acknowledged))]);

        // It dies while it is read as well.
        var again = server.Trouble(2, TimeSpan.FromMilliseconds(400));
        var found = await Search(world, server);
        await again;
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(acknowledged.Except(found));
        Assert.Empty(found.Except(sent));
        var walked = new List<string>();
        foreach (var stream in streams)
        {
            var forward = await Walk(world, server, stream, isForward: true);
            var backward = await Walk(world, server, stream, isForward: false);
            Assert.Equal(forward, backward);
            walked.AddRange(forward);
        }

        Assert.Equal(found.Order(), walked.Order());
    });

    [Fact]
    public void A_reader_that_follows_meets_what_comes_in_order_once() => Explore.Seeds(200, async world =>
    {
        var server = new Server(world);
        await server.Start();
        await Make(server);
        var (acknowledged, met, isOver) = (new List<string>(), new List<string>(), false);
        await Task.WhenAll(Write(), Follow(), server.Trouble(3, TimeSpan.FromSeconds(2)));
        Assert.Equal(met.Count, met.Distinct().Count());
        Assert.Equal(acknowledged, met.Where(acknowledged.Contains));

        async Task Write()
        {
            for (var i = 0; i < 30; i++)
            {
                var message = $"{i}";
                var put = await server.TryAsk<PutLogEventsResponse>(
                    "PutLogEvents", Batch(world, "one", [(0, message)]));
                if (put is not null)
                {
                    acknowledged.Add(message);
                }

                await world.Delay(TimeSpan.FromMilliseconds(20) + world.Below(TimeSpan.FromMilliseconds(200)));
            }

            isOver = true;
        }

        async Task Follow()
        {
            string? token = null;
            for (var isLast = false; !isLast;)
            {
                isLast = isOver;
                var page = await server.Ask<GetLogEventsResponse>("GetLogEvents", new GetLogEventsRequest
                {
                    LogGroupName = Group,
                    LogStreamName = "one",
                    StartFromHead = true,
                    NextToken = token,
                });
                met.AddRange(page.Events!.Select(each => each.Message!));
                token = page.NextForwardToken;
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(300)));
            }
        }
    });

    [Fact]
    public void Events_expire_by_the_clock_though_the_server_dies() => Explore.Seeds(200, async world =>
    {
        var server = new Server(world);
        await server.Start();
        await Make(server);
        await server.Do("PutRetentionPolicy", new PutRetentionPolicyRequest
        {
            LogGroupName = Group,
            RetentionInDays = 1,
        });
        var put = new Dictionary<string, DateTimeOffset>();
        for (var i = 0; i < 6; i++)
        {
            put[$"{i}"] = world.Now;
            await server.Ask<PutLogEventsResponse>("PutLogEvents", Batch(world, "one", [(0, $"{i}")]));
            await world.Delay(TimeSpan.FromHours(1 + world.Dice.Below(8)));
            if (world.Dice.Chance(0.4))
            {
                await server.DieAndStart();
            }

            var shown = await Search(world, server);
            var young = put.Where(each => each.Value > world.Now - TimeSpan.FromDays(1)).Select(each => each.Key);
            Assert.Equal(young, shown);
        }

        await world.Delay(TimeSpan.FromHours(26));
        var groups = await server.Ask<DescribeLogGroupsResponse>("DescribeLogGroups", new DescribeLogGroupsRequest());
        Assert.Equal(0, Assert.Single(groups.LogGroups!).StoredBytes);
    });

    private static async Task Make(Server server)
    {
        await server.Do("CreateLogGroup", new CreateLogGroupRequest { LogGroupName = Group });
        foreach (var stream in streams)
        {
            await server.Do(
                "CreateLogStream", new CreateLogStreamRequest { LogGroupName = Group, LogStreamName = stream });
        }
    }

    /// <summary>Puts batches into some stream, each once: nobody knows of one without an answer.</summary>
    private static async Task Write(
        World world, Server server, string name, HashSet<string> sent, HashSet<string> acknowledged)
    {
        for (var batch = 0; batch < 8; batch++)
        {
            var events = Enumerable.Range(0, 1 + world.Dice.Below(5))
                .Select(i => (-5000 + (i * world.Dice.Below(3)) + world.Dice.Below(2), $"{name}-{batch}-{i}"))
                .OrderBy(each => each.Item1)
                .ToArray();
            sent.UnionWith(events.Select(each => each.Item2));
            var put = await server.TryAsk<PutLogEventsResponse>(
                "PutLogEvents", Batch(world, streams[world.Dice.Below(3)], events));
            if (put is not null)
            {
                acknowledged.UnionWith(events.Select(each => each.Item2));
            }

            await world.Delay(world.Below(TimeSpan.FromMilliseconds(800)));
        }
    }

    private static PutLogEventsRequest Batch(World world, string stream, (int After, string Message)[] events) => new()
    {
        LogGroupName = Group,
        LogStreamName = stream,
        LogEvents = [.. events.Select(each => new InputLogEvent
        {
            Timestamp = world.Now.ToUnixTimeMilliseconds() + each.After,
            Message = each.Message,
        })],
    };

    private static async Task<List<string>> Search(World world, Server server)
    {
        var (all, token, hour) = (new List<string>(), (string?)null, 0L);
        do
        {
            var page = await server.Ask<FilterLogEventsResponse>("FilterLogEvents", new FilterLogEventsRequest
            {
                LogGroupName = Group,
                Limit = 1 + world.Dice.Below(10),
                NextToken = token,
            });
            foreach (var each in page.Events!)
            {
                Assert.True(each.Timestamp >= hour);
                hour = each.Timestamp!.Value;
                all.Add(each.Message!);
            }

            token = page.NextToken;
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(50)));
        }
        while (token is not null);
        return all;
    }

    private static async Task<List<string>> Walk(World world, Server server, string stream, bool isForward)
    {
        var all = new List<string>();
        for (string? token = null; ;)
        {
            var page = await server.Ask<GetLogEventsResponse>("GetLogEvents", new GetLogEventsRequest
            {
                LogGroupName = Group,
                LogStreamName = stream,
                Limit = 1 + world.Dice.Below(4),
                StartFromHead = isForward,
                NextToken = token,
            });
            all.InsertRange(isForward ? all.Count : 0, page.Events!.Select(each => each.Message!));
            var next = isForward ? page.NextForwardToken : page.NextBackwardToken;
            if (next == token)
            {
                return all;
            }

            token = next;
        }
    }
}
