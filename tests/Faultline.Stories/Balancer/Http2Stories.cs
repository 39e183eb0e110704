using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http2;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>Clients and targets that speak HTTP/2.</summary>
public sealed class Http2Stories
{
    private static readonly ListenerConfig Http2 = Stall.Listener() with { Protocol = ListenerProtocol.Http2 };

    [Theory]
    [InlineData(TargetVersion.Http1)]
    [InlineData(TargetVersion.Http2)]
    public void Many_requests_pass_at_once(TargetVersion version) => Explore.Seeds(200, async world =>
    {
        await using var stall = await Open(world, version);
        var session = await Join(stall);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(20)));
            stall.Workers[i % 3].Takes = world.Below(TimeSpan.FromMilliseconds(50));
            var body = new string((char)('a' + (i % 26)), world.Dice.Below(world.Dice.Chance(0.1) ? 200_000 : 500));
            var isPost = world.Dice.Chance(0.5);
            var reply = isPost
                ? await On(session).Ask($"/{i}", "POST", $"Content-Length: {body.Length}\r\n", body)
                : await On(session).Ask($"/{i}");
            Assert.Equal(200, reply.Status);
            Assert.Contains($"x-who: {reply.Body}\r\n", reply.Head, StringComparison.Ordinal);
            var seen = stall.Workers.SelectMany(worker => worker.Seen)
                .Single(request => request.Split(' ')[1] == $"/{i}");
            Assert.EndsWith(isPost ? body : "\r\n\r\n", seen, StringComparison.Ordinal);
            Assert.Contains("X-Forwarded-For: 127.0.0.1\r\n", seen, StringComparison.OrdinalIgnoreCase);
        }));
        await Leave(session);
    });

    [Theory]
    [InlineData(TargetVersion.Http1)]
    [InlineData(TargetVersion.Grpc)]
    public void Chunks_and_what_stands_behind_them_pass_either_way(TargetVersion version) =>
        Explore.Seeds(100, async world =>
        {
            await using var stall = await Open(world, version);
            const string Head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            stall.Workers.ForEach(worker => worker.Says =
                Head + "5\r\nhello\r\n6\r\n world\r\n0\r\ngrpc-status: 0\r\nx-more: yes\r\n\r\n");
            var session = await Join(stall);
            var reply = await On(session).Ask(
                "/", "POST", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n3\r\ndef\r\n0\r\nx-own: 1\r\n\r\n");
            Assert.Equal("5\r\nhello\r\n6\r\n world\r\n0\r\ngrpc-status: 0\r\nx-more: yes\r\n\r\n", reply.Body);
            var seen = stall.Workers.SelectMany(worker => worker.Seen).Single();
            Assert.EndsWith("3\r\nabc\r\n3\r\ndef\r\n0\r\nx-own: 1\r\n\r\n", seen, StringComparison.Ordinal);
            Assert.Equal(
                version == TargetVersion.Grpc, seen.Contains("te: trailers\r\n", StringComparison.OrdinalIgnoreCase));
            await Leave(session);
        });

    [Fact]
    public void Who_has_an_answer_may_ask_again_at_once() => Explore.Seeds(20, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Http1);
        var session = await Join(stall);
        await world.Delay(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, Session.StrandsMax).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(200, (await On(session).Ask()).Status);
            }
        }));
        await Leave(session);
    });

    [Fact]
    public void An_answer_whose_client_does_not_read_holds_up_no_other() => Explore.Seeds(50, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Http2);
        var body = new string('x', 300_000);
        stall.Workers.ForEach(worker => worker.Says =
            $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var session = await Join(stall);
        var slow = Enumerable.Range(0, 10).Select(_ => On(session)).ToList();
        foreach (var each in slow)
        {
            await each.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await world.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(body, (await On(session).Ask()).Body);
        foreach (var each in slow)
        {
            Assert.Equal(body, (await each.Hear())!.Body);
        }

        await Leave(session);
    });

    [Fact]
    public void Who_gives_a_request_up_takes_it_from_the_target_and_from_nobody_else() =>
        Explore.Seeds(100, async world =>
        {
            await using var stall = await Open(world, TargetVersion.Http2);
            stall.Workers.ForEach(worker => worker.Takes = TimeSpan.FromSeconds(2));
            var session = await Join(stall);
            var stays = On(session).Ask();
            var goes = On(session);
            var asked = goes.Ask();
            await world.Delay(TimeSpan.FromSeconds(1));
            goes.GiveUp();
            await Assert.ThrowsAnyAsync<Exception>(() => asked);
            await world.Delay(TimeSpan.FromMilliseconds(10));
            Assert.Equal(1, stall.Workers.Sum(worker => worker.GivenUp));
            Assert.Equal(200, (await stays).Status);
            Assert.Equal(2, stall.Workers.Sum(worker => worker.Seen.Count));
            await Leave(session);
        });

    [Fact]
    public void Targets_of_HTTP2_are_asked_by_clients_that_speak_it() => Explore.Seeds(10, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Grpc);
        var session = await Join(stall);
        Assert.Equal(464, (await On(session).Ask()).Status);
        Assert.Equal(200, (await On(session).Ask("/", "POST", "Content-Length: 0\r\n")).Status);
        await Leave(session);
        await stall.Apply(config => config with { Listeners = [Stall.Listener()] });
        Assert.Equal(464, (await stall.Call().Ask("/", "POST", "Content-Length: 0\r\n")).Status);
        await stall.Regroup(group => group with { Version = TargetVersion.Http2 });
        Assert.Equal(464, (await stall.Call().Ask()).Status);
        Assert.Empty(stall.Workers.SelectMany(worker => worker.Seen).Skip(1));
    });

    [Fact]
    public void A_target_that_leaves_costs_no_request_that_can_be_asked_again() => Explore.Seeds(200, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Http2);
        var session = await Join(stall);
        var asks = Enumerable.Range(0, 60).Select(async i =>
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(1)));
            Assert.Equal(200, (await On(session).Ask()).Status);
        }).ToList();
        for (var i = 0; i < 5; i++)
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(200)));
            foreach (var each in stall.Workers[world.Dice.Below(3)].Sessions.ToList())
            {
                if (world.Dice.Chance(0.5))
                {
                    each.Leave();
                }
                else
                {
                    each.Reset();
                }
            }
        }

        await Task.WhenAll(asks);
        await Leave(session);
    });

    [Fact]
    public void A_listener_that_goes_lets_what_is_under_way_end() => Explore.Seeds(50, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Http1);
        stall.Workers.ForEach(worker => worker.Takes = TimeSpan.FromSeconds(5));
        var session = await Join(stall);
        var asked = On(session).Ask();
        await world.Delay(TimeSpan.FromSeconds(1));
        await stall.Apply(config => config with { Listeners = [] });
        Assert.Equal(200, (await asked).Status);
        await world.Delay(TimeSpan.FromSeconds(2));
        Assert.Null(session.Open());
    });

    [Fact]
    public void Clients_that_are_idle_are_let_go() => Explore.Seeds(10, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Http1);
        var session = await Join(stall);
        Assert.Equal(200, (await On(session).Ask()).Status);
        await world.Delay(TimeSpan.FromSeconds(50));
        Assert.Equal(200, (await On(session).Ask()).Status);
        await world.Delay(TimeSpan.FromSeconds(65));
        Assert.Null(session.Open());
    });

    [Fact]
    public void Checks_of_gRPC_ask_by_its_method_and_look_behind_the_answer() => Explore.Seeds(20, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Grpc);
        Assert.All(stall.Views("all"), view => Assert.Equal(TargetHealth.Healthy, view.Health));
        stall.Workers[0].ChecksEnd = "7";
        stall.Workers[1].ChecksEnd = "none";
        await stall.Until("two have failed", () => stall.Count(TargetHealth.Unhealthy) == 6);
        Assert.Equal(
            [TargetReason.Mismatch, TargetReason.Failed],
            stall.Views("all").Where(view => view.Health == TargetHealth.Unhealthy)
                .Select(view => view.Reason).Distinct());
    });

    private static async Task<Stall> Open(World world, TargetVersion version)
    {
        var stall = new Stall(world) { WorkersSpeakHttp2 = version != TargetVersion.Http1 };
        await stall.Apply(config => config with { Listeners = [Http2] });
        await stall.Open(3, group => group with
        {
            Version = version,
            Check = group.Check with { Matcher = version == TargetVersion.Grpc ? "12" : "200" },
        });
        return stall;
    }

    private static async Task<Session> Join(Stall stall)
    {
        ITransport transport = stall.Transport;
        var line = await transport.Dial(new(stall.Config.Nodes[0].Address, 80), CancellationToken.None);
        var session = new Session(line!, new(IsServer: false, IsSecure: true, 64 * 1024));
        _ = session.Run();
        return session;
    }

    /// <summary>A caller with a strand of its own for every request.</summary>
    private static Caller On(Session session) => new(() => Task.FromResult<Line?>(session.Open()));

    private static async Task Leave(Session session)
    {
        Assert.True(session.IsIdle);
        session.Leave();
        await Task.Yield();
    }
}
