using Faultline.Engines.Balancer.Config;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>Requests on their way through a node, as the two ends see them.</summary>
public sealed class RequestStories
{
    [Fact]
    public void A_target_sees_the_request_and_who_asks() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        const string Fields = "X-Own: yes\r\nConnection: keep-alive\r\nX-Forwarded-For: 9.9.9.9\r\nTE: x\r\n";
        var reply = await stall.Call().Ask("/a?b=c", more: Fields);
        Assert.Equal((200, "w0"), (reply.Status, reply.Body));
        var seen = stall.Workers[0].Seen.Single();
        Assert.StartsWith("GET /a?b=c HTTP/1.1\r\nHost: shop.test\r\nX-Own: yes\r\n", seen, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-For: 9.9.9.9, 127.0.0.1\r\n", seen, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: 80\r\n", seen, StringComparison.Ordinal);
        Assert.Matches("\r\nX-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\n", seen);
        Assert.DoesNotContain("Connection:", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("TE:", seen, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(80, "shop.test:8080", "shop.test")]
    [InlineData(80, "shop.test", "shop.test")]
    [InlineData(80, "[::1]:8080", "[::1]")]
    [InlineData(80, "[::1]", "[::1]")]
    [InlineData(8080, "shop.test", "shop.test:8080")]
    [InlineData(8080, "[::1]", "[::1]:8080")]
    [InlineData(8080, "shop.test:9", "shop.test:9")]
    public void A_target_is_told_the_host_with_the_port_of_the_listener(int port, string said, string told) =>
        Explore.Seeds(5, async world =>
        {
            await using var stall = new Stall(world);
            await stall.Open(1);
            await stall.Apply(config => config with { Listeners = [Stall.Listener() with { Port = port }] });
            foreach (var keeps in (bool[])[false, true])
            {
                await stall.Apply(config => config with { Http = config.Http with { KeepsHost = keeps } });
                var caller = new Caller(stall.Transport, new(stall.Config.Nodes[0].Address, port));
                await caller.Send($"GET / HTTP/1.1\r\nHost: {said}\r\nX-Own: yes\r\n\r\n");
                Assert.Equal(200, (await caller.Hear())!.Status);
                var seen = stall.Workers[0].Seen[^1].Split("\r\n");
                Assert.Equal($"Host: {(keeps ? said : told)}", seen.Single(
                    line => line.StartsWith("Host:", StringComparison.Ordinal)));
                Assert.Contains("X-Own: yes", seen);
            }
        });

    [Fact]
    public void Requests_that_come_together_are_answered_in_order() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        var caller = stall.Call();
        const string Rest = " HTTP/1.1\r\nHost: a\r\n";
        var all = $"GET /1{Rest}\r\nPOST /2{Rest}Content-Length: 5\r\n\r\nhello"
            + $"POST /3{Rest}Transfer-Encoding: chunked\r\n\r\n"
            + $"3\r\nabc\r\n0\r\n\r\nHEAD /4{Rest}\r\nGET /5{Rest}\r\n";
        for (var at = 0; at < all.Length;)
        {
            var count = 1 + world.Dice.Below(all.Length - at);
            await caller.Send(all.Substring(at, count));
            at += count;
        }

        foreach (var toHead in (bool[])[false, false, false, true, false])
        {
            Assert.Equal(200, (await caller.Hear(toHead))!.Status);
        }

        var seen = stall.Workers.SelectMany(worker => worker.Seen).Select(request => request.Split(' ')[1]);
        Assert.Equal(["/1", "/2", "/3", "/4", "/5"], seen.Order(StringComparer.Ordinal));
        Assert.Contains(stall.Workers, worker => worker.Seen.Exists(
            request => request.EndsWith("3\r\nabc\r\n0\r\n\r\n", StringComparison.Ordinal)));
    });

    [Theory]
    [InlineData(100)]
    [InlineData(200_000)]
    public void Bodies_pass_whole_either_way(int length) => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        var body = string.Concat(Enumerable.Range(0, length / 10).Select(i => $"{i:0000000000}"));
        stall.Workers[0].Says =
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n";
        var caller = stall.Call();
        var reply = await caller.Ask("/", "POST", $"Content-Length: {length}\r\nExpect: 100-continue\r\n", body);
        reply = reply.Status == 100 ? (await caller.Hear())! : reply;
        Assert.Contains(body, reply.Body, StringComparison.Ordinal);
        Assert.EndsWith(body, stall.Workers[0].Seen.Single(), StringComparison.Ordinal);
    });

    [Fact]
    public void Rules_decide_and_answers_of_its_own_are_whole() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        await stall.Apply(config => config with
        {
            Listeners =
            [
                Stall.Listener(
                    new("fixed", [new Condition.Path(["/fixed"])], new RuleAction.Fixed(418, "text/x", "tea")),
                    new("away", [new Condition.Path(["/away/*"])],
                        new RuleAction.Redirect("HTTPS", "#{host}", "443", "/#{path}", "#{query}", 301)))
            ],
        });
        var caller = stall.Call();
        Assert.Equal((418, "tea"), await caller.Ask("/fixed") is var tea ? (tea.Status, tea.Body) : default);
        Assert.Equal((418, ""), await caller.Ask("/fixed", "HEAD") is var head ? (head.Status, head.Body) : default);
        var away = await caller.Ask("/away/x?y=z");
        Assert.Equal(301, away.Status);
        Assert.Contains("Location: https://shop.test:443/away/x?y=z\r\n", away.Head, StringComparison.Ordinal);
        Assert.Equal("w0", (await caller.Ask("/other")).Body);
    });

    [Fact]
    public void An_upgrade_joins_the_two() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        const string Fields = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        stall.Workers[0].Says = $"HTTP/1.1 101 Switching Protocols\r\n{Fields}first";
        var caller = stall.Call();
        await caller.Send($"GET /chat HTTP/1.1\r\nHost: a\r\n{Fields}");
        var text = "";
        while (!text.EndsWith("first", StringComparison.Ordinal))
        {
            text += await caller.Bytes();
        }

        Assert.StartsWith("HTTP/1.1 101", text, StringComparison.Ordinal);
        Assert.Contains("Upgrade: websocket\r\n", stall.Workers[0].Seen.Single(), StringComparison.Ordinal);
    });

    [Fact]
    public void Answers_that_are_none_are_a_bad_gateway() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        foreach (var says in (string[])
            [
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nX: a\nContent-Length: 0\r\n\r\n",
            ])
        {
            stall.Workers[0].Says = says;
            Assert.Equal(502, (await stall.Call().Ask()).Status);
        }
    });

    [Fact]
    public void A_target_that_says_nothing_for_too_long_is_a_time_out() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        stall.Workers[0].IsMute = true;
        var began = world.Elapsed;
        Assert.Equal(504, (await stall.Call().Ask()).Status);
        Assert.InRange((world.Elapsed - began).TotalSeconds, 59, 63);
    });

    [Fact]
    public void Clients_that_are_idle_or_slow_are_let_go() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        foreach (var begin in (string[])["", "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal"])
        {
            var caller = stall.Call();
            await caller.Send(begin.Length == 0 ? "GET / HTTP/1.1\r\nHost: a\r\n\r\n" : begin);
            if (begin.Length == 0)
            {
                Assert.Equal(200, (await caller.Hear())!.Status);
            }

            var began = world.Elapsed;
            try
            {
                Assert.Equal("", await caller.Bytes());
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                // A reset will do.
            }

            Assert.InRange((world.Elapsed - began).TotalSeconds, 59, 63);
        }
    });

    [Fact]
    public void A_client_comes_back_to_the_target_of_its_cookie() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3, group => group with { Sticky = new(TimeSpan.FromHours(1)) });
        var first = await stall.Call().Ask();
        var cookie = first.Cookie("AWSALB");
        Assert.NotNull(cookie);
        Assert.Equal(cookie.Replace("AWSALB", "AWSALBCORS", StringComparison.Ordinal), first.Cookie("AWSALBCORS"));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(first.Body, (await stall.Call(i % 3).Ask(more: $"Cookie: a=b; {cookie}\r\n")).Body);
        }

        // A cookie that somebody made leads nowhere in particular.
        var made = cookie[..^3] + "AAA";
        var others = new HashSet<string>();
        for (var i = 0; i < 6; i++)
        {
            others.Add((await stall.Call().Ask(more: $"Cookie: {made}\r\n")).Body);
        }

        Assert.Equal(3, others.Count);
    });
}
