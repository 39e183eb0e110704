using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http2;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>What no client of HTTP/2 should send is refused, and reaches no target (RFC 9113, RFC 9110).</summary>
public sealed class Http2ProtocolStories
{
    private static readonly string[] Get = [":method: GET", ":scheme: https", ":path: /", ":authority: a"];
    private static readonly string[] Post = [":method: POST", ":scheme: https", ":path: /", ":authority: a"];

    [Theory]
    [InlineData("transfer-encoding: chunked")]
    [InlineData("connection: close")]
    [InlineData("connection: transfer-encoding")]
    [InlineData("upgrade: websocket")]
    [InlineData("keep-alive: 5")]
    [InlineData("proxy-connection: x")]
    [InlineData("te: gzip")]
    [InlineData("X-Large: letters")]
    [InlineData("x: a\r\nTransfer-Encoding: chunked")]
    [InlineData("x: a\nb: c")]
    [InlineData("x: a\0")]
    [InlineData("x: a ")]
    [InlineData("x\r\ny: a")]
    [InlineData("x y: a")]
    [InlineData("x:y: a")]
    [InlineData(":path: /other")]
    [InlineData(":status: 200")]
    [InlineData("content-length: 5, 5")]
    [InlineData("content-length: +5")]
    [InlineData("content-length: 5")] // And nothing comes.
    [InlineData("host: b")]
    public void A_field_that_may_not_be_there_ends_the_request(string field) => Explore.Seeds(5, async world =>
    {
        await using var stall = await Open(world);
        var framer = await Join(stall);
        await framer.Fields(1, true, [.. Get, field]);
        Assert.Equal("reset Protocol", await framer.Hear(1));
        await Works(stall, framer);
    });

    [Theory]
    [InlineData(":method: GET|:scheme: https|:authority: a")]
    [InlineData(":method: GET|:path: /|:authority: a")]
    [InlineData(":scheme: https|:path: /|:authority: a")]
    [InlineData(":method: GET|:scheme: https|:path: |:authority: a")]
    [InlineData(":method: GET|:scheme: https|:path: x|:authority: a")]
    [InlineData(":method: CONNECT|:authority: a")]
    [InlineData(":method: GET|:scheme: https|x: y|:path: /|:authority: a")]
    [InlineData(":method: GET|:scheme: https|:path: /\r\nx: y|:authority: a")]
    [InlineData(":method: GET|:scheme: https|:path: /|:authority: a\r\nx: y")]
    [InlineData(":method: GET / HTTP/1.1\r\nx: y|:scheme: https|:path: /|:authority: a")]
    public void A_request_has_each_of_its_parts_once(string fields) => Explore.Seeds(5, async world =>
    {
        await using var stall = await Open(world);
        var framer = await Join(stall);
        await framer.Fields(1, true, fields.Split('|'));
        Assert.Equal("reset Protocol", await framer.Hear(1));
        await Works(stall, framer);
    });

    [Theory]
    [InlineData(":method: GET|:scheme: https|:path: /a b|:authority: a")]
    [InlineData(":method: GET /x|:scheme: https|:path: /|:authority: a")]
    [InlineData(":method: GET|:scheme: https|:path: /")]
    [InlineData(":method: TRACE|:scheme: https|:path: /|:authority: a")]
    public void What_is_bad_in_any_version_is_answered(string fields) => Explore.Seeds(5, async world =>
    {
        await using var stall = await Open(world);
        var framer = await Join(stall);
        await framer.Fields(1, true, fields.Split('|'));
        Assert.StartsWith("40", await framer.Hear(1), StringComparison.Ordinal);
        await Works(stall, framer);
    });

    [Theory]
    [InlineData("5", 4, "reset Protocol")]
    [InlineData("5", 6, "reset Protocol")]
    [InlineData("0", 1, "reset Protocol")]
    public void A_body_is_as_long_as_it_was_said_to_be(string said, int sent, string heard) =>
        Explore.Seeds(20, async world =>
        {
            await using var stall = await Open(world);
            var framer = await Join(stall);
            await framer.Fields(1, false, [.. Post, $"content-length: {said}"]);
            await framer.Send(FrameType.Data, FrameFlags.End, 1, new byte[sent]);
            Assert.Equal(heard, await framer.Hear(1));
            Assert.DoesNotContain(
                stall.Workers.SelectMany(worker => worker.Seen),
                request => request.EndsWith("\0\0\0\0\0", StringComparison.Ordinal));
            await Works(stall, framer);
        });

    [Fact]
    public void Behind_a_body_stands_nothing_that_belongs_before_it() => Explore.Seeds(10, async world =>
    {
        await using var stall = await Open(world);
        foreach (var field in (string[])["content-length: 1", ":path: /", "transfer-encoding: chunked", "x: a\r\nb: c"])
        {
            var framer = await Join(stall);
            await framer.Fields(1, false, Post);
            await framer.Send(FrameType.Data, FrameFlags.None, 1, 1, 2, 3);
            await framer.Fields(1, true, field);
            Assert.Equal("reset Protocol", await framer.Hear(1));
            await Works(stall, framer);
        }
    });

    public static TheoryData<string, string> Broken => new()
    {
        { "first frame is no settings", "6/0/0/0000000000000000 away Protocol" },
        { "data before a head", "S 0/0/1/00 away Protocol" },
        { "data on the connection", "S 0/0/0/00 away Protocol" },
        { "head on the connection", "S 1/5/0/82 away Protocol" },
        { "even number", "S H2 away Protocol" },
        { "padding longer than the frame", "S 1/13/1/0582 away Protocol" },
        { "head of priorities too short", "S 1/37/1/00 away FrameSize" },
        { "no block", "S 1/5/1/ffffffffffffffffff away Compression" },
        { "another frame within a head", "S 1/1/1/82 6/0/0/0000000000000000 away Protocol" },
        { "another strand within a head", "S 1/1/1/82 9/4/3/84 away Protocol" },
        { "continuation of nothing", "S 9/4/1/82 away Protocol" },
        { "continuations that lead nowhere", "S 1/1/1/82 9/0/1/ away Calm" },
        { "settings of a strand", "4/0/1/ away Protocol" },
        { "settings of odd length", "4/0/0/00 away FrameSize" },
        { "settings answered with more", "S 4/1/0/000000000000 away FrameSize" },
        { "push that is neither", "4/0/0/000200000002 away Protocol" },
        { "window too large from the start", "4/0/0/000480000000 away FlowControl" },
        { "frames too small", "4/0/0/000500000001 away Protocol" },
        { "push by a client", "S 5/4/1/0000000282 away Protocol" },
        { "ping too short", "S 6/0/0/00 away FrameSize" },
        { "ping of a strand", "S 6/0/1/0000000000000000 away Protocol" },
        { "reset of nothing", "S 3/0/1/00000008 away Protocol" },
        { "reset too short", "S 3/0/1/00 away FrameSize" },
        { "window of nothing", "S 8/0/1/00000001 away Protocol" },
        { "window that grows by nothing", "S 8/0/0/00000000 away Protocol" },
        { "window that grows too large", "S 8/0/0/7fffffff 8/0/0/7fffffff away FlowControl" },
        { "farewell of a strand", "S 7/0/1/0000000000000000 away Protocol" },
        { "priority of the connection", "S 2/0/0/0000000000 away Protocol" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Who_breaks_the_protocol_is_told_and_left(string what, string play) => Explore.Seeds(5, async world =>
    {
        await using var stall = await Open(world);
        var line = await Dial(stall);
        var framer = new Framer(line);
        await line.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        foreach (var step in play.Split(" away ")[0].Split(' '))
        {
            await (step switch
            {
                "S" => framer.Send(FrameType.Settings, FrameFlags.None, 0),
                "H2" => framer.Fields(2, true, Get),
                _ => step.Split('/') is var part ? framer.Send(
                    (FrameType)byte.Parse(part[0], null), (FrameFlags)byte.Parse(part[1], null),
                    int.Parse(part[2], null), Convert.FromHexString(part[3])) : null!,
            });
        }

        Assert.Equal((what, "away " + play.Split(" away ")[1]), (what, await framer.Hear(0)));
        Assert.Equal("gone", await framer.Hear(0));
    });

    [Fact]
    public void Another_protocol_is_not_listened_to() => Explore.Seeds(5, async world =>
    {
        await using var stall = await Open(world);
        var line = await Dial(stall);
        await line.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        Assert.Equal("away Protocol", await new Framer(line).Hear(0));
        Assert.Empty(stall.Workers.SelectMany(worker => worker.Seen));
    });

    [Fact]
    public void Requests_that_are_begun_and_given_up_at_once_cost_no_more_than_others() =>
        Explore.Seeds(20, async world =>
        {
            await using var stall = await Open(world);
            stall.Workers.ForEach(worker => worker.Takes = TimeSpan.FromSeconds(1));
            var framer = await Join(stall);
            for (var i = 0; i < 500; i++)
            {
                await framer.Fields((2 * i) + 1, true, Get);
                await framer.Send(FrameType.Reset, FrameFlags.None, (2 * i) + 1, 0, 0, 0, 8);
            }

            await world.Delay(TimeSpan.FromSeconds(5));
            await framer.Fields(1001, true, Get);
            Assert.StartsWith("200", await framer.Hear(1001), StringComparison.Ordinal);
            framer.Close();
        });

    [Fact]
    public void Bodies_that_are_refused_leave_room_for_others() => Explore.Seeds(10, async world =>
    {
        await using var stall = await Open(world);
        var framer = await Join(stall);
        var (piece, id) = (new byte[FrameHead.LengthMax], 1);
        for (var i = 0; i < 2 * Session.StrandsMax * Session.WindowBytesFirst / piece.Length; i++, id += 2)
        {
            await framer.Fields(id, false, [.. Post, "content-length: 1"]);
            await framer.Send(FrameType.Data, FrameFlags.None, id, piece);
            Assert.Equal("reset Protocol", await framer.Hear(id));
        }

        await framer.Fields(id, false, Post);
        await framer.Send(FrameType.Data, FrameFlags.End, id, piece);
        Assert.StartsWith("200", await framer.Hear(id), StringComparison.Ordinal);
        framer.Close();
    });

    [Fact]
    public void Chance_does_no_harm_from_either_side() => Explore.Seeds(200, async world =>
    {
        await using var stall = await Open(world, TargetVersion.Http2);
        for (var round = 0; round < 5; round++)
        {
            var line = await Dial(stall);
            var framer = new Framer(line);
            await framer.Greet();
            await framer.Fields(1, false, Post);
            stall.Workers.ForEach(worker => worker.Noise = world.Dice.Chance(0.5) ? Noise(world) : null);
            try
            {
                for (var i = world.Dice.Below(20); i >= 0; i--)
                {
                    var (type, flags) = ((FrameType)world.Dice.Below(11), (FrameFlags)world.Dice.Below(64));
                    await framer.Send(type, flags, world.Dice.Below(6), Noise(world));
                }
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                // It has had enough.
            }

            framer.Close();
        }

        stall.Workers.ForEach(worker => worker.Noise = null);
        await stall.Until("all are healthy again", () => stall.Count(Engines.Balancer.TargetHealth.Healthy) == 9);
        await Works(stall, await Join(stall));
    });

    private static byte[] Noise(World world)
    {
        var bytes = new byte[world.Dice.Below(world.Dice.Chance(0.1) ? 20_000 : 30)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)world.Dice.Below(256);
        }

        return bytes;
    }

    private static async Task<Stall> Open(World world, TargetVersion version = TargetVersion.Http1)
    {
        var stall = new Stall(world) { WorkersSpeakHttp2 = version != TargetVersion.Http1 };
        await stall.Apply(config => config with
        {
            Listeners = [Stall.Listener() with { Protocol = ListenerProtocol.Http2 }],
        });
        await stall.Open(3, group => group with { Version = version });
        return stall;
    }

    private static async Task<Line> Dial(Stall stall) =>
        (await ((ITransport)stall.Transport).Dial(new(stall.Config.Nodes[0].Address, 80), CancellationToken.None))!;

    private static async Task<Framer> Join(Stall stall)
    {
        var framer = new Framer(await Dial(stall));
        await framer.Greet();
        return framer;
    }

    /// <summary>The connection carries the next request as if nothing had been, and the target saw only that.</summary>
    private static async Task Works(Stall stall, Framer framer)
    {
        await framer.Fields(9, true, [":method: GET", ":scheme: https", ":path: /works", ":authority: a"]);
        Assert.StartsWith("200", await framer.Hear(9), StringComparison.Ordinal);
        Assert.Contains(stall.Workers.SelectMany(worker => worker.Seen), request =>
            request.StartsWith("GET /works ", StringComparison.Ordinal));
        framer.Close();
    }
}
