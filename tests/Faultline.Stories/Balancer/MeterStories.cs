using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>What a balancer counts for whoever measures: bytes to targets and back, and how soon they answer.</summary>
public sealed class MeterStories
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";

    [Fact]
    public void Every_byte_to_a_target_and_back_is_counted_once() => Explore.Seeds(100, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1, Unchecked);
        var worker = stall.Workers[0];
        worker.Says = Answer + new string('a', 5000);
        var (caller, heard, said) = (stall.Call(), 0, 0);
        var requests = 1 + world.Dice.Below(5);
        for (var i = 0; i < requests; i++)
        {
            var body = new string('b', world.Dice.Below(60_000));
            var reply = await caller.Ask("/", "POST", $"Content-Length: {body.Length}\r\n", body);
            (heard, said) = (heard + reply.Head.Length + reply.Body.Length, said + Asked(body).Length);
        }

        var counts = stall.TrafficOf(worker).Counts;
        Assert.Equal(worker.Seen.Sum(request => request.Length), counts.BytesTo);
        Assert.Equal(requests * worker.Says.Length, counts.BytesFrom);
        Assert.InRange(counts.PacketsFrom, counts.BytesFrom / 1500, (counts.BytesFrom / 1500) + (requests * 10));

        // To the client it is what the client said and heard.
        var own = stall.Look()[0].Counts!;
        Assert.Equal((said, heard), (own[Count.BytesIn], own[Count.BytesOut]));
    });

    [Fact]
    public void Connections_of_layer_4_are_counted_alike() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1, group => Unchecked(group) with { Protocol = TargetProtocol.Tcp });
        await stall.Apply(config => config with
        {
            Listeners = [Stall.Listener() with { Protocol = ListenerProtocol.Tcp }],
        });
        var worker = stall.Workers[0];
        worker.Says = Answer + new string('a', 5000);
        var caller = stall.Call();
        var body = new string('b', world.Dice.Below(100_000));
        await caller.Ask("/", "POST", $"Content-Length: {body.Length}\r\n", body);

        // What is carried while a connection lasts is counted once a second.
        await world.Delay(TimeSpan.FromSeconds(2));
        var (counts, own) = (stall.TrafficOf(worker).Counts, stall.Look()[0].Counts!);
        Assert.Equal((Asked(body).Length, worker.Says.Length), (counts.BytesTo, counts.BytesFrom));
        Assert.Equal((counts.BytesTo, counts.BytesFrom), (own[Count.BytesIn], own[Count.BytesOut]));
        Assert.Equal(1, stall.Look()[0].Groups.Single().Times.All.Sum(each => each.Count));
    });

    [Fact]
    public void How_long_targets_take_is_known_and_what_they_say() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        var worker = stall.Workers[0];
        foreach (var (millis, status) in ((int, int)[])[(20, 200), (300, 404), (300, 503), (4000, 200)])
        {
            (worker.Takes, worker.Status) = (TimeSpan.FromMilliseconds(millis), status);
            Assert.Equal(status, (await stall.Call().Ask()).Status);
        }

        var group = stall.Look()[0].Groups.Single();
        Assert.Equal(
            ["20 x 1", "300 x 2", "4000 x 1"],
            group.Times.All.Select(each => $"{Math.Round(each.Took.TotalMilliseconds / 5) * 5} x {each.Count}"),
            Nearly);
        Assert.Equal(
            [2, 0, 1, 1],
            ((Count[])[Count.Answers2xx, Count.Answers3xx, Count.Answers4xx, Count.Answers5xx])
                .Select(count => group.Answers[count]));
        Assert.Empty(stall.Look()[1].Groups.Single().Times.All);
    });

    [Fact]
    public void A_target_that_never_answers_has_no_time() => Explore.Seeds(20, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        stall.Workers[0].IsMute = true;
        Assert.Equal(504, (await stall.Call().Ask()).Status);
        Assert.Empty(stall.Look()[0].Groups.Single().Times.All);
    });

    private static GroupConfig Unchecked(GroupConfig group) =>
        group with { Check = new() { Protocol = CheckProtocol.None } };

    private static string Asked(string body) =>
        $"POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>A time is kept to within a hundredth.</summary>
    private static bool Nearly(string one, string other)
    {
        var (left, right) = (one.Split(' '), other.Split(' '));
        var (a, b) = (int.Parse(left[0], null), int.Parse(right[0], null));
        return left[2] == right[2] && Math.Abs(a - b) <= Math.Max(5, a / 50);
    }
}
